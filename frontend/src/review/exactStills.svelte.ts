import type { Player } from "./player.svelte";
import { fetchStill } from "./stills";

/** On pause the exact picture is laid over the proxy, on every side and on what is seen of it, as soon as it is there. */

const PAUSE_MS = 300;

export type StillState = "none" | "coming" | "failed";

export class ExactStills {
  state = $state<StillState>("none");

  constructor(
    private readonly restoration: string,
    private readonly player: Player,
  ) {}

  /** Fetch the exact pictures of `frame` on these sides, where they are seen; returns how to give up. */
  want(frame: number, sides: readonly string[]): () => void {
    const running = new AbortController();
    this.state = "none";
    const timer = setTimeout(() => void this.fetchAll(frame, sides, running.signal), PAUSE_MS);
    return () => {
      clearTimeout(timer);
      running.abort();
      this.state = "none";
    };
  }

  private async fetchAll(frame: number, sides: readonly string[], signal: AbortSignal): Promise<void> {
    this.state = "coming";
    const results = await Promise.allSettled(sides.map((side, index) => this.fetchOne(frame, side, index, signal)));
    if (!signal.aborted) {
      this.state = results.some((result) => result.status === "rejected") ? "failed" : "none";
    }
  }

  private async fetchOne(frame: number, side: string, index: number, signal: AbortSignal): Promise<void> {
    const rectangle = this.player.stillParts[index] ?? null;
    if (rectangle === null || this.player.isExact(index, frame)) {
      return;
    }
    const still = await fetchStill(this.restoration, { side, frame, rectangle }, signal);
    this.player.setStill(index, still, signal);
  }
}
