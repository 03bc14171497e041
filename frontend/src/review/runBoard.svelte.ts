import { listRuns } from "../api/runs";
import type { FeedEvent, Run } from "../api/types";
import type { Unnumbered } from "../live/feedClient";
import { ENDED } from "../runs/choices";
import { RunWatch } from "../runs/runWatch.svelte";
import { Asked } from "../ui/asked.svelte";

/** The run that is under way on this restoration, if there is one. */
export class RunBoard {
  readonly runs = new Asked<Run[]>();
  active = $state.raw<RunWatch | null>(null);

  constructor(private readonly restoration: string) {}

  /** Find the run under way among the restoration's runs. */
  async load(): Promise<void> {
    const runs = await this.runs.ask(() => listRuns(this.restoration));
    const live = runs?.find((run) => !ENDED.has(run.state));
    if (live && this.active?.id !== live.id) {
      this.watch(live.id);
    }
  }

  /** Follow this run. */
  watch(id: string): void {
    const watch = new RunWatch(id);
    watch.load();
    this.active = watch;
  }

  /** Put the run's strip away. */
  dismiss(): void {
    this.active = null;
  }

  onEvent(event: FeedEvent): void {
    const id = event.payload["run"];
    if (typeof id === "string" && this.active?.id !== id && !event.kind.startsWith("version.")) {
      void this.load();
    }
    this.active?.onEvent(event);
  }

  onProgress(message: Unnumbered): void {
    this.active?.onProgress(message);
  }
}
