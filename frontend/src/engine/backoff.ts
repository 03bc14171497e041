const FIRST_REST_MS = 1000;
const LONGEST_REST_MS = 15_000;

interface Rest {
  readonly failures: number;
  /** Infinity: not before somebody wakes it. */
  readonly until: number;
}

/** When what failed may be tried again: later after each failure, never by itself where that is hopeless. */
export class Backoff {
  private readonly rests = new Map<string, Rest>();

  /** `wakes` is called when a rest is over. */
  constructor(
    private readonly wakes: () => void,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** `key` failed. `isHopeless`: the same question will get the same answer until something else changes. */
  failed(key: string, isHopeless: boolean): void {
    const failures = (this.rests.get(key)?.failures ?? 0) + 1;
    const rest = Math.min(FIRST_REST_MS * 2 ** (failures - 1), LONGEST_REST_MS);
    this.rests.set(key, { failures, until: isHopeless ? Number.POSITIVE_INFINITY : this.now() + rest });
    if (!isHopeless) setTimeout(this.wakes, rest);
  }

  isResting(key: string): boolean {
    return (this.rests.get(key)?.until ?? 0) > this.now();
  }

  succeeded(key: string): void {
    this.rests.delete(key);
  }

  /** Everything may be tried at once: the network or the person is back. */
  wake(): void {
    this.rests.clear();
    this.wakes();
  }
}
