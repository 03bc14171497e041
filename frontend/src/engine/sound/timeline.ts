/**
 * The time by which the transport runs, in milliseconds: the machine's, or that of the sound while there is any.
 *
 * It never goes back and never jumps: each change of hands goes on where the last one stopped.
 */
export class Timeline {
  private begin = 0;
  private elapsed: (() => number) | null = null;
  private latest = Number.NEGATIVE_INFINITY;

  constructor(private readonly machine: () => number = () => performance.now()) {}

  now(): number {
    const time = this.begin + (this.elapsed ?? this.machine)();
    this.latest = Math.max(this.latest, time);
    return this.latest;
  }

  /** Stand still. */
  hold(): void {
    this.follow(() => 0);
  }

  /** Go on from here by `elapsed`: milliseconds of sound heard from now on. */
  follow(elapsed: () => number): void {
    this.begin = this.now();
    this.elapsed = elapsed;
  }

  /** Go on from here by the machine's clock. */
  release(): void {
    if (this.elapsed === null) return;
    this.begin = this.now() - this.machine();
    this.elapsed = null;
  }
}
