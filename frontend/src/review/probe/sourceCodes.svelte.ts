import { askProbe } from "../../api/pictures";
import { Problem } from "../../api/problem";
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
  /** The picture, and the places of it, that were asked for last. */
  private picture = "";
  private question = "";
  private running: AbortController | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly restoration: string) {}

  /**
   * Ask what these sides have at a film point (0..1), once the pointer rests there. `own`: by side, where that is in its
   * own picture, if it is another place there. The same question again changes nothing.
   */
  look(frame: number, sides: readonly string[], point: FilmPoint, own: readonly FilmPoint[] = []): void {
    const places = sides.map((side, index) => ({ side, at: own[index] ?? { x: within(point.x), y: within(point.y) } }));
    const question = JSON.stringify([frame, places]);
    if (question === this.question) {
      return;
    }
    this.stop();
    this.question = question;
    const picture = `${frame} ${sides.join(" ")}`;
    if (picture !== this.picture) {
      // Another picture: what was read says nothing about it.
      this.sides = [];
      this.picture = picture;
    }
    const running = new AbortController();
    this.running = running;
    this.isPending = true;
    this.timer = setTimeout(() => void this.fetch(frame, places, running.signal), SETTLE_MS);
  }

  /** Forget the point. */
  clear(): void {
    this.stop();
    this.sides = [];
    this.picture = "";
    this.question = "";
  }

  private stop(): void {
    clearTimeout(this.timer);
    this.running?.abort();
    this.running = null;
    this.isPending = false;
  }

  private async fetch(frame: number, places: readonly Place[], signal: AbortSignal): Promise<void> {
    const known = places.map(({ side, at }): SideSourceCodes | null => (isInside(at) ? null : { side, state: "none" }));
    const tell = (indices: readonly number[], found: readonly SideSourceCodes[]) => {
      for (const [order, index] of indices.entries()) {
        known[index] = found[order] ?? null;
      }
      const all = known.filter((one) => one !== null);
      if (!signal.aborted && all.length === known.length) {
        this.sides = all;
      }
    };
    try {
      await Promise.all(
        together(places).map(async (indices) => {
          const at = places[indices[0] ?? 0]?.at ?? CORNER;
          const sides = indices.map((index) => places[index]?.side ?? "");
          const body = { frame, sides, x: units(at.x), y: units(at.y) };
          const ask = () => askProbe(this.restoration, body, signal);
          const ready = await untilReady(ask, signal, (pending) => tell(indices, pending.sides));
          tell(indices, ready.sides);
        }),
      );
    } catch (error) {
      if (signal.aborted) {
        return;
      }
      // What the site refuses, or does not answer: there is nothing to say about the point.
      this.sides = [];
      if (!(error instanceof Problem)) {
        throw error;
      }
    } finally {
      if (this.running?.signal === signal) {
        this.isPending = false;
      }
    }
  }
}

interface Place {
  readonly side: string;
  readonly at: FilmPoint;
}

const CORNER: FilmPoint = { x: 0, y: 0 };

function isInside({ x, y }: FilmPoint): boolean {
  return Math.min(x, y) >= 0 && Math.max(x, y) <= 1;
}

/** The sides that are asked for one place, by their index; none of those that have no picture there. */
function together(places: readonly Place[]): number[][] {
  const groups = new Map<string, number[]>();
  for (const [index, { at }] of places.entries()) {
    if (isInside(at)) {
      const place = `${at.x} ${at.y}`;
      groups.set(place, [...(groups.get(place) ?? []), index]);
    }
  }
  return [...groups.values()];
}

function within(share: number): number {
  return Math.min(Math.max(share, 0), 1);
}

function units(share: number): number {
  return Math.floor(share * WHOLE);
}
