/** Where a finger or pen touched, in CSS pixels of the stage. */
export interface Touch {
  readonly x: number;
  readonly y: number;
  /** In milliseconds, on any clock that runs evenly. */
  readonly at: number;
}

const LONGEST_TAP_MS = 300;
const LONGEST_PAUSE_MS = 350;
const FARTHEST = 30;

/** Tells two quick taps at one place from everything else that fingers do; not every browser says so by itself. */
export class DoubleTap {
  private begun: Touch | null = null;
  private fingers = 0;
  private last: Touch | null = null;

  down(touch: Touch): void {
    this.fingers += 1;
    // A second finger makes it a pinch.
    this.begun = this.fingers === 1 ? touch : null;
    if (this.begun === null) {
      this.last = null;
    }
  }

  /** @returns whether this ends the second of two taps */
  up(touch: Touch): boolean {
    this.fingers = Math.max(0, this.fingers - 1);
    const isTap = this.begun !== null && isNear(this.begun, touch, LONGEST_TAP_MS);
    const isSecond = isTap && this.last !== null && isNear(this.last, touch, LONGEST_PAUSE_MS);
    this.last = isTap && !isSecond ? touch : null;
    this.begun = null;
    return isSecond;
  }

  /** The browser took the touch away. */
  cancel(): void {
    this.fingers = Math.max(0, this.fingers - 1);
    this.begun = null;
    this.last = null;
  }
}

function isNear(one: Touch, other: Touch, within: number): boolean {
  return other.at - one.at <= within && Math.hypot(other.x - one.x, other.y - one.y) <= FARTHEST;
}
