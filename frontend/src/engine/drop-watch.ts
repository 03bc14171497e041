/** Milliseconds of play that are looked at together. */
const WATCHED_MS = 4000;
/** Of so many of the frames that were due, dropped, a person sees a slide show. */
const MOST_DROPPED = 0.5;

/**
 * Whether a player that never waits is too slow: video elements leave frames out to stay in time, so what tells is that
 * most frames of some seconds at normal speed were left out.
 */
export class DropWatch {
  private since: number | null = null;
  private before = 0;

  /** `dropped`: frames left out until `now`; `isWatched`: playing at normal speed. True once after each bad stretch. */
  isLate(now: number, isWatched: boolean, dropped: number, framesPerSecond: number): boolean {
    if (isWatched && this.since !== null && now - this.since < WATCHED_MS) return false;
    const due = this.since === null ? 0 : ((now - this.since) / 1000) * framesPerSecond;
    const isLate = isWatched && due > 0 && dropped - this.before > MOST_DROPPED * due;
    this.since = isWatched ? now : null;
    this.before = dropped;
    return isLate;
  }
}
