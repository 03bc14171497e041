import { getRun, listSegments } from "../api/runs";
import type { FeedEvent, Run, RunProgress, RunSegment } from "../api/types";
import type { Unnumbered } from "../live/feedClient";
import { Asked } from "../ui/asked.svelte";
import { segmentsNow } from "./segmentsNow";

type LiveProgress = Partial<RunProgress> & { run: string; position?: number };

/** One run and its segments, kept level with the film's feed. */
export class RunWatch {
  readonly run = new Asked<Run>();
  readonly segments = new Asked<RunSegment[]>();
  private live = $state<Partial<RunProgress>>({});
  private position = $state<number | null>(null);

  constructor(readonly id: string) {}

  /** What the row says, with what was told since. */
  get progress(): RunProgress | null {
    const run = this.run.value;
    return run ? { ...run.progress, ...this.live } : null;
  }

  /** The segments, with what was told since. */
  get shownSegments(): RunSegment[] {
    const run = this.run.value;
    const told = this.position === null ? null : { position: this.position, framesDone: this.live.frames_done ?? 0 };
    return segmentsNow(run?.state ?? "planning", this.segments.value ?? [], told);
  }

  load(): void {
    void this.run.ask(() => getRun(this.id));
    void this.segments.ask(() => listSegments(this.id));
  }

  onEvent(event: FeedEvent): void {
    if (event.payload["run"] === this.id) {
      this.live = {};
      this.position = null;
      this.load();
    }
  }

  onProgress(message: Unnumbered): void {
    if (message.payload["run"] !== this.id) {
      return;
    }
    const { run: _run, position, ...progress } = message.payload as LiveProgress;
    this.live = { ...this.live, ...progress };
    this.position = message.kind === "run.progress" ? (position ?? null) : null;
    if (message.kind === "run.segment_done") {
      void this.segments.ask(() => listSegments(this.id));
    }
  }
}
