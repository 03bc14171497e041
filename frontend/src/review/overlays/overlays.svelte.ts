import { askOverlay, type OverlayKind } from "../../api/pictures";
import { asProblem, type Problem } from "../../api/problem";
import { untilReady } from "../untilReady";

/** Off by default, in the order in which they are drawn. */
export const OVERLAY_KINDS: readonly OverlayKind[] = ["changed", "defects", "text", "patches", "protected"];
const PAUSE_MS = 250;

/** A mask over the picture: its address, and how many pixels it marks. */
export interface OverlayMask {
  readonly kind: OverlayKind;
  readonly url: string;
  readonly pixels: number;
}

/** The masks of the paused frame: what was repaired, changed, protected, lettered or painted by hand. */
export class Overlays {
  on = $state.raw<ReadonlySet<OverlayKind>>(new Set());
  masks = $state.raw<readonly OverlayMask[]>([]);
  /** Why a mask could not be shown, by kind. */
  problems = $state.raw<ReadonlyMap<OverlayKind, Problem>>(new Map());
  /** Changed: how many codes of 1023 a channel may differ unmarked. */
  threshold = $state(0);

  constructor(private readonly restoration: string) {}

  toggle(kind: OverlayKind): void {
    const on = new Set(this.on);
    if (!on.delete(kind)) {
      on.add(kind);
    }
    this.on = on;
  }

  /**
   * Fetch the masks that are on, of a paused frame, once the playhead rests; returns how to give up.
   *
   * Repairs are those of the last version among `sides`; changes are between the first and the last side.
   */
  want(frame: number, sides: readonly string[]): () => void {
    const running = new AbortController();
    this.masks = [];
    this.problems = new Map();
    const kinds = OVERLAY_KINDS.filter((kind) => this.on.has(kind));
    const { threshold } = this;
    const timer = setTimeout(() => {
      for (const kind of kinds) {
        void this.fetch(kind, frame, sides, threshold, running.signal);
      }
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      running.abort();
    };
  }

  private async fetch(
    kind: OverlayKind,
    frame: number,
    sides: readonly string[],
    threshold: number,
    signal: AbortSignal,
  ): Promise<void> {
    const [first] = sides;
    const side = sides.findLast((name) => name !== "source") ?? first;
    if (side === undefined || (kind === "changed" && side === first)) {
      return;
    }
    const compared = kind === "changed" && first !== undefined ? { other: first, threshold } : {};
    try {
      const ready = await untilReady(
        () => askOverlay(this.restoration, { shows: kind, side, frame, ...compared }, signal),
        signal,
      );
      this.masks = [...this.masks, { kind, url: ready.url, pixels: ready.pixels }];
    } catch (error) {
      if (!signal.aborted) {
        this.problems = new Map([...this.problems, [kind, asProblem(error)]]);
      }
    }
  }
}
