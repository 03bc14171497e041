import { untrack } from "svelte";
import { askOverlay, type OverlayKind, type OverlayQuestion } from "../../api/pictures";
import { asProblem, Problem } from "../../api/problem";
import { t } from "../../i18n/messages";
import { isReferenceSide, SOURCE_SIDE } from "../sides";
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

/** What is asked of one kind; `name` tells it from every other question. */
interface Wish {
  readonly kind: OverlayKind;
  readonly name: string;
  readonly question: OverlayQuestion;
}

/** The masks of the paused frame: what was repaired, changed, protected, lettered or painted by hand. */
export class Overlays {
  on = $state.raw<ReadonlySet<OverlayKind>>(new Set());
  masks = $state.raw<readonly OverlayMask[]>([]);
  /** Why a mask could not be shown, by kind. */
  problems = $state.raw<ReadonlyMap<OverlayKind, Problem>>(new Map());
  /** Changed: how many codes of 1023 a channel may differ unmarked. */
  threshold = $state(0);
  /** What is there, is coming or has failed, by the name of its question. */
  private readonly running = new Map<string, { readonly kind: OverlayKind; readonly giveUp: AbortController }>();

  constructor(private readonly restoration: string) {}

  toggle(kind: OverlayKind): void {
    const on = new Set(this.on);
    if (!on.delete(kind)) {
      on.add(kind);
    }
    this.on = on;
  }

  /**
   * Fetch the masks that are on, of a paused frame, once the playhead rests. Those that are there, or on their way,
   * stay.
   *
   * Repairs are those of the last version among `sides`; changes are between the first and the last side. References
   * have neither.
   */
  want(frame: number, sides: readonly string[]): void {
    const wishes = OVERLAY_KINDS.filter((kind) => this.on.has(kind)).map((kind) => this.wishFor(kind, frame, sides));
    untrack(() => {
      const wanted = new Set(wishes.map((wish) => wish.name));
      for (const [name, { kind }] of this.running) {
        if (!wanted.has(name)) {
          this.drop(name, kind);
        }
      }
      for (const wish of wishes) {
        if (!this.running.has(wish.name)) {
          this.begin(wish);
        }
      }
    });
  }

  /** Lay nothing over the picture: it moves, or it is left. */
  rest(): void {
    untrack(() => {
      for (const [name, { kind }] of this.running) {
        this.drop(name, kind);
      }
    });
  }

  private wishFor(kind: OverlayKind, frame: number, sides: readonly string[]): Wish {
    const own = sides.filter((name) => !isReferenceSide(name));
    const [first = SOURCE_SIDE] = own;
    const side = own.findLast((name) => name !== SOURCE_SIDE) ?? first;
    const compared = kind === "changed" ? { other: first, threshold: this.threshold } : {};
    const question = { shows: kind, side, frame, ...compared };
    return { kind, name: JSON.stringify(question), question };
  }

  private begin({ kind, name, question }: Wish): void {
    const giveUp = new AbortController();
    this.running.set(name, { kind, giveUp });
    if (question.other === question.side) {
      this.refuse(kind, new Problem(0, { code: "one_side", detail: t("overlay.one_side") }));
      return;
    }
    const timer = setTimeout(() => void this.fetch(kind, question, giveUp.signal), PAUSE_MS);
    giveUp.signal.addEventListener("abort", () => clearTimeout(timer));
  }

  private drop(name: string, kind: OverlayKind): void {
    this.running.get(name)?.giveUp.abort();
    this.running.delete(name);
    this.masks = this.masks.filter((mask) => mask.kind !== kind);
    this.problems = new Map([...this.problems].filter(([one]) => one !== kind));
  }

  private refuse(kind: OverlayKind, problem: Problem): void {
    this.problems = new Map([...this.problems, [kind, problem]]);
  }

  private async fetch(kind: OverlayKind, question: OverlayQuestion, signal: AbortSignal): Promise<void> {
    try {
      const ready = await untilReady(() => askOverlay(this.restoration, question, signal), signal);
      if (!signal.aborted) {
        this.masks = [...this.masks, { kind, url: ready.url, pixels: ready.pixels }];
      }
    } catch (error) {
      if (!signal.aborted) {
        this.refuse(kind, asProblem(error));
      }
    }
  }
}
