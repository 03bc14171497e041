import { untrack } from "svelte";
import { askOverlay, type OverlayKind, type OverlayQuestion } from "../../api/pictures";
import { asProblem, Problem } from "../../api/problem";
import type { Pair } from "../../engine";
import { t } from "../../i18n/messages";
import { isReferenceSide, SOURCE_SIDE } from "../sides";
import { untilReady } from "../untilReady";

/** Off by default, in the order in which they are drawn. */
export const OVERLAY_KINDS: readonly OverlayKind[] = [
  "changed",
  "defects",
  "text",
  "patches",
  "protected",
  "invention",
];
const PAUSE_MS = 250;

/** A mask over the picture of a side: its address, and what share of its pixels it marks, and how many. */
export interface OverlayMask {
  readonly kind: OverlayKind;
  readonly side: string;
  readonly url: string;
  readonly pixels: number;
  readonly share: number;
}

/**
 * Whether a mask lies over a side: all do, since what was repaired is also of interest where it was not; what was invented
 * is told of no other picture.
 */
export const liesOver = (mask: OverlayMask, side: string): boolean => mask.kind !== "invention" || mask.side === side;

/** What is asked of one kind; `name` tells it from every other question. */
interface Wish {
  readonly kind: OverlayKind;
  readonly name: string;
  readonly question: OverlayQuestion;
}

/** The masks of the paused frame: what was repaired, changed, protected, lettered, painted by hand or invented. */
export class Overlays {
  on = $state.raw<ReadonlySet<OverlayKind>>(new Set());
  masks = $state.raw<readonly OverlayMask[]>([]);
  /** Why a mask could not be shown, by kind. */
  problems = $state.raw<ReadonlyMap<OverlayKind, Problem>>(new Map());
  /** Changed: how many codes of 1023 a channel may differ unmarked. */
  threshold = $state(0);
  /** What is there, is coming or has failed, by the name of its question. */
  private readonly running = new Map<string, { readonly kind: OverlayKind; readonly giveUp: AbortController }>();

  /** `isOffered`: whether the pictures shown have such marks at all. */
  constructor(
    private readonly restoration: string,
    private readonly isOffered: (kind: OverlayKind) => boolean = () => true,
  ) {}

  /** The kinds that the pictures shown can have. */
  get offered(): readonly OverlayKind[] {
    return OVERLAY_KINDS.filter(this.isOffered);
  }

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
   * Repairs are those of the last version among `sides`; changes are between the two of them that are `compared` (their
   * indices), or the first and the last where these are not two pictures of the film. References have neither.
   */
  want(frame: number, sides: readonly string[], compared: Pair): void {
    const wishes = this.offered
      .filter((kind) => this.on.has(kind))
      .map((kind) =>
        kind === "changed" ? this.changes(frame, sides, compared) : wish({ shows: kind, side: version(sides), frame }),
      );
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

  private changes(frame: number, sides: readonly string[], compared: Pair): Wish {
    const two = ofFilm(compared.flatMap((index) => sides[index] ?? []));
    const [other, side] = new Set(two).size === 2 ? two : [ofFilm(sides)[0], version(sides)];
    return wish({
      shows: "changed",
      side: side ?? SOURCE_SIDE,
      other: other ?? SOURCE_SIDE,
      frame,
      threshold: this.threshold,
    });
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
        const share = ready.pixels / (ready.width * ready.height);
        this.masks = [...this.masks, { kind, side: question.side, url: ready.url, pixels: ready.pixels, share }];
      }
    } catch (error) {
      if (!signal.aborted) {
        this.refuse(kind, asProblem(error));
      }
    }
  }
}

function wish(question: OverlayQuestion): Wish {
  return { kind: question.shows, name: JSON.stringify(question), question };
}

function ofFilm(sides: readonly string[]): string[] {
  return sides.filter((name) => !isReferenceSide(name));
}

/** The last version among the sides; the scan, or whatever of the film is there, where there is none. */
function version(sides: readonly string[]): string {
  const own = ofFilm(sides);
  return own.findLast((name) => name !== SOURCE_SIDE) ?? own[0] ?? SOURCE_SIDE;
}
