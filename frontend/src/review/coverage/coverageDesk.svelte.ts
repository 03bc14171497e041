import { listCoverage, sayWatched } from "../../api/coverage";
import { asProblem, type Problem } from "../../api/problem";
import type { Coverage, WatchedPart } from "../../api/types";
import { framesIn, merged } from "./frameRanges";
import type { WatchLog } from "./watchLog";

const SAY_EVERY_MS = 10_000;
/** The site takes so many ranges of a side at once; what is more, after hours without it, is not claimed. */
const MOST_RANGES = 2000;

/** Who watched what of the side that is judged; says to the site what is watched here. */
export class CoverageDesk {
  /** One's own first; everybody's for who may see it. */
  people = $state.raw<Coverage[]>([]);
  /** Whose coverage the timeline shows; null: one's own. */
  chosen = $state<string | null>(null);
  private side = $state<string | null>(null);
  /** What the site has not taken yet. */
  private waiting: WatchedPart[] = [];

  constructor(
    private readonly restoration: string,
    private readonly log: WatchLog,
    private readonly assembly: () => string | null,
  ) {}

  /** The coverage that the timeline shows. */
  get shown(): Coverage | null {
    const { chosen } = this;
    return this.people.find((one) => (chosen === null ? one.is_own : one.person.id === chosen)) ?? null;
  }

  /** One's own coverage of a side, where that is the side that is shown. */
  ownOf(side: string): Coverage | null {
    return this.side === side ? (this.people.find((one) => one.is_own) ?? null) : null;
  }

  /** Show the coverage of a side. */
  async load(side: string): Promise<void> {
    this.side = side;
    await this.say();
    try {
      const people = await listCoverage(this.restoration, side);
      if (this.side === side) {
        this.people = people;
      }
    } catch {
      // Nothing is lost: the lane stays as it is, and the next side or visit asks again.
    }
  }

  /** Say what is watched every few seconds and when the page is left; for `$effect`. */
  readonly follow = (): (() => void) => {
    const timer = setInterval(() => void this.say(), SAY_EVERY_MS);
    const leave = () => {
      if (document.visibilityState === "hidden") {
        void this.say({ isLeaving: true });
      }
    };
    document.addEventListener("visibilitychange", leave);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", leave);
      void this.say({ isLeaving: true });
    };
  };

  /** Say what was watched until now. What the site did not take is said again with the next. */
  async say({ isLeaving = false } = {}): Promise<void> {
    const assembly = this.assembly();
    const parts = together([...this.waiting, ...this.log.take(performance.now())]);
    this.waiting = assembly === null ? parts : [];
    if (assembly === null || parts.length === 0) {
      return;
    }
    this.show(parts);
    try {
      await sayWatched(this.restoration, assembly, parts, isLeaving);
    } catch (error) {
      if (isWorthAgain(asProblem(error))) {
        // Another call may have failed in the meantime, and left its own.
        this.waiting = together([...this.waiting, ...parts]);
      }
    }
  }

  /** Draw what was just watched without asking again. */
  private show(parts: readonly WatchedPart[]): void {
    this.people = this.people.map((one) => (one.is_own ? withWatched(one, parts, this.side) : one));
  }
}

function withWatched(own: Coverage, parts: readonly WatchedPart[], side: string | null): Coverage {
  const next = { ...own };
  for (const part of parts) {
    if (part.side === side) {
      const ranges = merged([...next[part.kind].ranges, ...part.ranges]);
      next[part.kind] = { ranges, frames: framesIn(ranges) };
    }
  }
  return next;
}

/** Return one part for each side and kind. */
function together(parts: readonly WatchedPart[]): WatchedPart[] {
  const byKey = new Map<string, WatchedPart>();
  for (const part of parts) {
    const key = `${part.kind} ${part.side}`;
    const ranges = merged([...(byKey.get(key)?.ranges ?? []), ...part.ranges]);
    byKey.set(key, { ...part, ranges: ranges.slice(0, MOST_RANGES) });
  }
  return [...byKey.values()];
}

/** Whether the site may yet take it: on a bad line, after signing in, later. What it refuses for good is left. */
function isWorthAgain({ status, retryable }: Problem): boolean {
  return retryable || status === 0 || status === 401 || status >= 500;
}
