import type { ClockReading, Transport } from "./transport";

export interface Patience {
  /** Milliseconds without a due picture after which the clock waits instead of dropping more. */
  readonly waitMs: number;
  /** Frames that must be held before a waiting clock runs again. */
  readonly prerollFrames: number;
}

/** Decoders run ahead of the clock: short lateness is made up, and a fresh start needs some in hand. */
export const DECODED_AHEAD: Patience = { waitMs: 500, prerollFrames: 8 };
/** Pictures come one after another and never ahead: the clock goes from one to the next. */
export const ONE_BY_ONE: Patience = { waitMs: 0, prerollFrames: 1 };

/** How far back a late picture may still be shown, in frames. */
const REACH = 48;

/** Whether every side can show this frame, at its rung or as a glimpse: its picture is here, or known not to exist. */
export type Held = (frame: number) => boolean;

/**
 * Decides which frame to draw: only one that every side holds, the newest that is due.
 *
 * When pictures are a little late it shows the newest due pair and counts what was dropped; when they are missing
 * for longer (or right after a jump) the clock waits, so nobody reviews a slide show at full speed.
 */
export class Presenter {
  private shown: number | null = null;
  private shownEpoch = -1;
  private lastOnTime = 0;
  private droppedPairs = 0;
  private isLate = false;
  /** What is shown is the right frame, but not from the rung that was asked for. */
  private isGlimpse = false;

  constructor(
    private readonly transport: Transport,
    private readonly patience: Patience = DECODED_AHEAD,
  ) {}

  /** Pairs that were due at normal speed and never shown. */
  get dropped(): number {
    return this.droppedPairs;
  }

  /** The clock waits because pictures did not keep up while playing, not because of a jump. */
  get ranLate(): boolean {
    return this.isLate;
  }

  get shownFrame(): number | null {
    return this.shown;
  }

  /**
   * The frame to draw now; null keeps the last right picture. A glimpse is drawn while paused only, and drawn again once
   * the frame is held; play does not begin from it.
   */
  decide(now: number, held: Held, glimpsed: Held = () => false): number | null {
    if (this.transport.stalled && this.isPrerolled(now, held)) this.transport.resume(now);
    const due = this.transport.read(now);
    if (!due.playing) return this.decidePaused(now, due, held, glimpsed);
    if (this.transport.pacing === "every_frame") return this.decideEvery(now, due, held);
    const isFresh = due.epoch !== this.shownEpoch;
    const frame = this.newestHeld(due, held, isFresh);
    if (frame === due.frame || this.isOn(due.frame)) this.lastOnTime = now;
    else if (!this.transport.stalled && (isFresh || now - this.lastOnTime >= this.patience.waitMs)) {
      this.isLate = !isFresh;
      this.transport.stall(now);
    }
    if (frame !== null) this.accept(frame, due, isFresh);
    return frame;
  }

  /** The canvas lost its picture: draw the due frame again. */
  forgetShown(): void {
    this.shown = null;
    this.isGlimpse = false;
  }

  /** On the canvas, from the rung that was asked for. */
  private isOn(frame: number): boolean {
    return frame === this.shown && !this.isGlimpse;
  }

  private decidePaused(now: number, due: ClockReading, held: Held, glimpsed: Held): number | null {
    this.lastOnTime = now;
    if (this.isOn(due.frame)) {
      this.shownEpoch = due.epoch;
      return null;
    }
    const isHeld = held(due.frame);
    if (!isHeld && (due.frame === this.shown || !glimpsed(due.frame))) return null;
    this.isGlimpse = !isHeld;
    this.shown = due.frame;
    this.shownEpoch = due.epoch;
    return due.frame;
  }

  /** Nothing is left out: the due frame comes next however late it is, and the clock goes on from it. */
  private decideEvery(now: number, due: ClockReading, held: Held): number | null {
    const isOn = this.isOn(due.frame);
    if (isOn && due.epoch !== this.shownEpoch) {
      this.shownEpoch = due.epoch;
      this.transport.reach(now, due.frame);
    }
    if (isOn || !held(due.frame)) return null;
    this.isGlimpse = false;
    this.shown = due.frame;
    this.shownEpoch = due.epoch;
    this.transport.reach(now, due.frame);
    return due.frame;
  }

  private newestHeld(due: ClockReading, held: Held, isFresh: boolean): number | null {
    if (this.isOn(due.frame)) {
      if (isFresh) this.shownEpoch = due.epoch;
      return null;
    }
    if (held(due.frame)) return due.frame;
    if (isFresh || this.shown === null) return null;
    const direction = Math.sign(due.speed);
    const late = (due.frame - this.shown) * direction;
    for (let back = 1; back < Math.min(late, REACH); back += 1) {
      const frame = due.frame - direction * back;
      if (held(frame)) return frame;
    }
    return null;
  }

  private accept(frame: number, due: ClockReading, isFresh: boolean): void {
    if (!isFresh && this.shown !== null && Math.abs(due.speed) === 1) {
      this.droppedPairs += Math.max(Math.abs(frame - this.shown) - 1, 0);
    }
    this.isGlimpse = false;
    this.shown = frame;
    this.shownEpoch = due.epoch;
  }

  private isPrerolled(now: number, held: Held): boolean {
    const { frame, speed } = this.transport.read(now);
    const { first, last } = this.transport.bounds();
    const direction = Math.sign(speed);
    for (let ahead = 0; ahead < this.patience.prerollFrames; ahead += 1) {
      const candidate = frame + direction * ahead;
      if (ahead > 0 && (candidate < first || candidate > last)) break;
      if (!held(candidate)) return false;
    }
    return true;
  }
}
