import type { FrameRange } from "./time/frame-range";
import type { FrameRate } from "./time/frame-rate";

export const SPEEDS = [1, 2, 4] as const;

/** `in_time` leaves late frames out; `every_frame` shows each one and takes the time that this needs. */
export type Pacing = "in_time" | "every_frame";

/** What the clock says at one moment. `speed` is negative in reverse; `epoch` changes with every jump or start. */
export interface ClockReading {
  readonly frame: number;
  readonly playing: boolean;
  readonly speed: number;
  readonly epoch: number;
}

/** The frame that was due, exactly, at a time: the last jump, start or resumption, or where a loop began again. */
export interface Anchor {
  readonly frame: number;
  readonly time: number;
}

/**
 * The one clock of a comparison: which assembly frame is due now.
 *
 * Times are milliseconds of one monotonic clock, given by the caller, so the same object runs in tests and in the
 * browser. The position is an integer frame and an anchor time; it is never accumulated.
 */
export class Transport {
  private anchorFrame = 0;
  private anchorTime = 0;
  private currentSpeed = 1;
  private isPlaying = false;
  private isStalled = false;
  private epochNumber = 0;
  private loopRange: FrameRange | null = null;
  private heldLoop: FrameRange | null = null;
  private currentPacing: Pacing = "in_time";
  /** At `every_frame`: whether the anchor frame has been on the screen, so that the next may become due. */
  private isReached = false;

  constructor(
    readonly frameCount: number,
    readonly rate: FrameRate,
  ) {}

  /** What it runs in: the loop that is held, else the one that was set. */
  get loop(): FrameRange | null {
    return this.heldLoop ?? this.loopRange;
  }

  get isLoopHeld(): boolean {
    return this.heldLoop !== null;
  }

  get pacing(): Pacing {
    return this.currentPacing;
  }

  get stalled(): boolean {
    return this.isStalled;
  }

  get anchor(): Anchor {
    return { frame: this.anchorFrame, time: this.anchorTime };
  }

  /** Where the clock stands at `now`. Reaching an end stops it, unless it runs in a loop. */
  read(now: number): ClockReading {
    if (this.isPlaying && !this.isStalled) this.settle(now);
    const frame = this.isPlaying && !this.isStalled ? this.position(now) : this.anchorFrame;
    return { frame, playing: this.isPlaying, speed: this.currentSpeed, epoch: this.epochNumber };
  }

  play(now: number, speed = 1): void {
    const at = this.read(now).frame;
    const { first, last } = this.bounds();
    const start = speed > 0 ? first : last;
    const finish = speed > 0 ? last : first;
    this.currentSpeed = speed;
    this.isPlaying = true;
    this.jump(now, at === finish ? start : at);
  }

  pause(now: number): void {
    const at = this.read(now).frame;
    this.isPlaying = false;
    this.currentSpeed = 1;
    this.jump(now, at);
  }

  /** J or L: start in that direction, or go one speed up when already running that way. */
  shuttle(now: number, direction: 1 | -1): void {
    const running = this.isPlaying && Math.sign(this.currentSpeed) === direction;
    const next = running ? SPEEDS.find((speed) => speed > Math.abs(this.currentSpeed)) : SPEEDS[0];
    this.play(now, direction * (next ?? SPEEDS[SPEEDS.length - 1] ?? 1));
  }

  /** Go to a frame, clamped to the axis; keeps playing when playing. */
  seek(now: number, frame: number): void {
    this.jump(now, Math.min(Math.max(Math.trunc(frame), 0), this.frameCount - 1));
  }

  /** Pause and move by `frames`. */
  step(now: number, frames: number): void {
    this.pause(now);
    this.seek(now, this.anchorFrame + frames);
  }

  /** Run in this loop, or in none; while another is held, only once that is let go. */
  setLoop(now: number, range: FrameRange | null): void {
    const at = this.read(now).frame;
    this.loopRange = range;
    if (this.heldLoop === null) this.jump(now, at);
  }

  /** Run in this loop whatever is set beside it, until null lets it go. */
  holdLoop(now: number, range: FrameRange | null): void {
    const at = this.read(now).frame;
    this.heldLoop = range;
    this.jump(now, at);
  }

  setPacing(now: number, pacing: Pacing): void {
    const at = this.read(now).frame;
    this.currentPacing = pacing;
    this.jump(now, at);
  }

  /** This due frame is on the screen: at `every_frame`, only now may the next one become due. */
  reach(now: number, frame: number): void {
    if (this.currentPacing !== "every_frame") return;
    const wasDue = this.anchorTime + (this.isReached ? this.frameMs : 0);
    this.anchorFrame = frame;
    this.anchorTime = now - wasDue > this.frameMs ? now : wasDue;
    this.isReached = true;
  }

  /** Hold the clock because pictures are late; `resume` goes on from the same frame. */
  stall(now: number): void {
    const at = this.read(now).frame;
    this.anchorFrame = at;
    this.isStalled = true;
  }

  resume(now: number): void {
    this.isStalled = false;
    this.anchorTime = now;
  }

  /** Take `frame` as shown at `now`: used where the pictures themselves are the clock. */
  follow(now: number, frame: number): void {
    this.isStalled = false;
    this.anchorFrame = frame;
    this.anchorTime = now;
    const { last } = this.bounds();
    if (this.isPlaying && this.currentSpeed > 0 && frame >= last) this.finish(now);
  }

  private jump(now: number, frame: number): void {
    this.anchorFrame = frame;
    this.anchorTime = now;
    this.isStalled = false;
    this.isReached = false;
    this.epochNumber += 1;
  }

  /** Milliseconds from one frame to the next at the present speed. */
  private get frameMs(): number {
    return (1000 * this.rate.den) / this.rate.num / Math.abs(this.currentSpeed);
  }

  private position(now: number): number {
    // The epsilon keeps a clock that reads exactly n frames from falling to n-1 by rounding.
    const elapsed = Math.floor(Math.max(now - this.anchorTime, 0) / this.frameMs + 1e-9);
    const most = this.isReached ? 1 : 0;
    const passed = this.currentPacing === "every_frame" ? Math.min(elapsed, most) : elapsed;
    return this.anchorFrame + Math.sign(this.currentSpeed) * passed;
  }

  private settle(now: number): void {
    const at = this.position(now);
    const { first, last } = this.bounds();
    if ((this.currentSpeed > 0 && at > last) || (this.currentSpeed < 0 && at < first))
      this.finish(this.beginAgain(now));
  }

  /** When the newest pass of the loop began: exactly when the one before ended, so that passes do not drift. */
  private beginAgain(now: number): number {
    const { first, last } = this.bounds();
    const ahead = this.currentSpeed > 0 ? last + 1 - this.anchorFrame : this.anchorFrame + 1 - first;
    if (this.loop === null || ahead <= 0 || ahead > last + 1 - first) return now;
    const ended = this.anchorTime + ahead * this.frameMs;
    const pass = (last + 1 - first) * this.frameMs;
    return ended + Math.max(Math.floor((now - ended) / pass), 0) * pass;
  }

  private finish(at: number): void {
    const { first, last } = this.bounds();
    const forward = this.currentSpeed > 0;
    if (this.loop !== null) {
      this.jump(at, forward ? first : last);
      return;
    }
    this.isPlaying = false;
    this.currentSpeed = 1;
    this.jump(at, forward ? last : first);
  }

  /** The frames the clock runs between: the loop, or the whole axis. Both ends are shown. */
  bounds(): { first: number; last: number } {
    const range = this.loop;
    return range === null ? { first: 0, last: this.frameCount - 1 } : { first: range.first, last: range.end - 1 };
  }
}
