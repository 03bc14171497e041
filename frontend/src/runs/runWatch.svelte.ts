import { getRun, listSegments } from "../api/runs";
import type { FeedEvent, Run, RunProgress, RunSegment } from "../api/types";
import type { Unnumbered } from "../live/feedClient";
import { Asked } from "../ui/asked.svelte";

type LiveProgress = Partial<RunProgress> & { run: string; position?: number };

/** One run and its segments, kept level with the film's feed. */
export class RunWatch {
  readonly run = new Asked<Run>();
  readonly segments = new Asked<RunSegment[]>();
  private live = $state<Partial<RunProgress>>({});

  constructor(readonly id: string) {}

  /** What the row says, with what was told since. */
  get progress(): RunProgress | null {
    const run = this.run.value;
    return run ? { ...run.progress, ...this.live } : null;
  }

  load(): void {
    void this.run.ask(() => getRun(this.id));
    void this.segments.ask(() => listSegments(this.id));
  }

  onEvent(event: FeedEvent): void {
    if (event.payload["run"] === this.id) {
      this.live = {};
      this.load();
    }
  }

  onProgress(message: Unnumbered): void {
    if (message.payload["run"] !== this.id) {
      return;
    }
    const { run: _run, position: _position, ...progress } = message.payload as LiveProgress;
    this.live = { ...this.live, ...progress };
    if (message.kind === "run.segment_done") {
      void this.segments.ask(() => listSegments(this.id));
    }
  }
}
