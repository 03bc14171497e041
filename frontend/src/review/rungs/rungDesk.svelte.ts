import { askRung } from "../../api/pictures";
import { asProblem, type Problem } from "../../api/problem";
import type { RungProgress, Side } from "../../api/types";
import type { Comparison } from "../comparison.svelte";

/** The rungs that there can be, by name, smallest first. The last is made only when somebody asks. */
export const RUNGS = ["270p", "540p", "1080p", "2160p"] as const;
export const LARGEST = "2160p";
/** What the rung below the largest holds. */
const HELD = { width: 1920, height: 1080 };
const LOOK_AGAIN_MS = 5000;

export interface RungAsked {
  readonly made: RungProgress | null;
  readonly problem: Problem | null;
}

/** The rungs of the sides that are shown, and making the largest where it is not there. */
export class RungDesk {
  private asked = $state.raw<ReadonlyMap<string, RungAsked>>(new Map());
  private readonly timers = new Map<string, ReturnType<typeof setTimeout>>();
  private isClosed = false;

  constructor(
    private readonly restoration: string,
    private readonly comparison: Comparison,
  ) {}

  /** The rungs that at least one of the shown sides has. */
  get names(): string[] {
    const there = new Set(this.comparison.manifests.flatMap(({ rungs }) => rungs.map((rung) => rung.name)));
    return RUNGS.filter((name) => there.has(name));
  }

  /** The sides shown whose pictures are larger than the rungs that they have. */
  get lacking(): Side[] {
    return [...new Set(this.comparison.shown)].filter((side) => isLarger(side) && !this.has(side.side));
  }

  /** What became of the question for a side's largest rung; null before it was asked. */
  of(side: string): RungAsked | null {
    return this.asked.get(side) ?? null;
  }

  /** Have the largest rung of a side made, and follow how far it is until it is there. */
  async make(side: string): Promise<void> {
    clearTimeout(this.timers.get(side));
    try {
      const made = await askRung(this.restoration, side);
      this.keep(side, { made, problem: null });
      if (this.isClosed) {
        return;
      }
      if (made.state === "ready") {
        await this.comparison.renew(side);
      } else {
        this.timers.set(
          side,
          setTimeout(() => void this.make(side), LOOK_AGAIN_MS),
        );
      }
    } catch (error) {
      this.keep(side, { made: null, problem: asProblem(error) });
    }
  }

  /** Somebody's rung is there: show it where it was lacking. */
  async onReady(): Promise<void> {
    await Promise.all(this.lacking.map((side) => this.comparison.renew(side.side)));
  }

  /** Ask no more: the page is left. */
  close(): void {
    this.isClosed = true;
    for (const timer of this.timers.values()) {
      clearTimeout(timer);
    }
  }

  private has(side: string): boolean {
    const manifest = this.comparison.manifests.find((one) => one.side === side);
    return manifest?.rungs.some((rung) => rung.name === LARGEST) ?? true;
  }

  private keep(side: string, asked: RungAsked): void {
    this.asked = new Map(this.asked).set(side, asked);
  }
}

function isLarger({ width, height }: Side): boolean {
  return width > HELD.width || height > HELD.height;
}
