import { Problem } from "../api/problem";
import { onReturn } from "../engine";
import type { Player } from "./player.svelte";
import { fetchStill } from "./stills";

/** On pause the exact picture is laid over the proxy, on every side and on what is seen of it, as soon as it is there. */

const PAUSE_MS = 300;
const FIRST_REST_MS = 1000;
/** After so many tries in a row only who comes back has it tried again. */
const MOST_TRIES = 5;

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
    for (let tries = 1; !signal.aborted; tries += 1) {
      this.state = "coming";
      const results = await Promise.allSettled(sides.map((side, index) => this.fetchOne(frame, side, index, signal)));
      if (signal.aborted) {
        return;
      }
      const reasons = results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
      if (reasons.length === 0) {
        this.state = "none";
        return;
      }
      this.state = "failed";
      const mayHelp = tries < MOST_TRIES && reasons.some(isPassing);
      await rest(mayHelp ? FIRST_REST_MS * 2 ** (tries - 1) : null, signal);
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

/** What the site refuses for good gets the same answer until something else changes. */
function isPassing(reason: unknown): boolean {
  return !(reason instanceof Problem) || reason.retryable;
}

/** Wait so long, or until the network or the person comes back; null: until then alone. */
function rest(milliseconds: number | null, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const go = () => {
      clearTimeout(timer);
      stop();
      signal.removeEventListener("abort", go);
      resolve();
    };
    const timer = milliseconds === null ? undefined : setTimeout(go, milliseconds);
    const stop = onReturn(go);
    signal.addEventListener("abort", go);
  });
}
