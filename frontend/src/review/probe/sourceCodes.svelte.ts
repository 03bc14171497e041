import { askProbe } from "../../api/pictures";
import type { SideSourceCodes } from "../../api/types";
import type { FilmPoint } from "../../engine";
import { WHOLE } from "../region";
import { untilReady } from "../untilReady";

const SETTLE_MS = 150;

/**
 * The codes that each side's file has under a film point of the paused frame, at its own bit depth; those of the
 * picture on the screen are `Player.codesOnScreen`. The newest point that was rested on wins.
 */
export class SourceCodes {
  /** In the order of the sides; those of the point before while `isPending`. */
  sides = $state.raw<readonly SideSourceCodes[]>([]);
  /** The codes of the newest point are on their way. */
  isPending = $state(false);
  private asked = "";
  private running: AbortController | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly restoration: string) {}

  /** Ask what these sides have at a film point (0..1), once the pointer rests there. */
  look(frame: number, sides: readonly string[], point: FilmPoint): void {
    this.stop();
    const asked = `${frame} ${sides.join(" ")}`;
    if (asked !== this.asked) {
      // Another picture: what was read says nothing about it.
      this.sides = [];
      this.asked = asked;
    }
    const running = new AbortController();
    this.running = running;
    this.isPending = true;
    this.timer = setTimeout(() => void this.fetch(frame, sides, point, running.signal), SETTLE_MS);
  }

  /** Forget the point. */
  clear(): void {
    this.stop();
    this.sides = [];
    this.asked = "";
  }

  private stop(): void {
    clearTimeout(this.timer);
    this.running?.abort();
    this.running = null;
    this.isPending = false;
  }

  private async fetch(frame: number, sides: readonly string[], point: FilmPoint, signal: AbortSignal): Promise<void> {
    const body = { frame, sides: [...sides], x: units(point.x), y: units(point.y) };
    try {
      const ready = await untilReady(
        () => askProbe(this.restoration, body, signal),
        signal,
        (pending) => {
          this.sides = pending.sides;
        },
      );
      if (!signal.aborted) {
        this.sides = ready.sides;
      }
    } catch {
      // The point was left, or there is nothing to say about it: the codes stay empty.
      if (!signal.aborted) {
        this.sides = [];
      }
    }
    if (this.running?.signal === signal) {
      this.isPending = false;
    }
  }
}

function units(share: number): number {
  return Math.min(Math.max(Math.floor(share * WHOLE), 0), WHOLE);
}
