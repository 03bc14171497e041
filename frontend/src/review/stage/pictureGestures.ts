import type { Player } from "../player.svelte";

/** What of a pointer event decides; offsets in CSS pixels of the stage. */
export type Pointer = Pick<PointerEvent, "pointerId" | "offsetX" | "offsetY" | "currentTarget">;

/** How far a wheel turns, in pixels, for a zoom step after the first. */
const STEP_PIXELS = 100;
const LINE_PIXELS = 33;
/** A wheel that rested for so long begins anew: its first turn, however small, is a step. */
const REST_MS = 250;
/** Two fingers on a trackpad: pixels for a factor of e. */
const PINCH_PIXELS = 100;

/** What of a wheel's event decides. */
export type Wheel = Pick<
  WheelEvent,
  "deltaY" | "deltaMode" | "ctrlKey" | "timeStamp" | "offsetX" | "offsetY" | "preventDefault"
>;

/** Moving and zooming the picture with a mouse, a wheel or fingers. */
export class PictureGestures {
  private readonly fingers = new Map<number, { x: number; y: number }>();
  /** Pixels that the wheel turned since the last step, which way, and when it last turned. */
  private turned = 0;
  private turnedTo: 1 | -1 = 1;
  private turnedAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly player: Pick<Player, "zoomBy" | "zoomAt" | "pan">) {}

  readonly down = (event: Pointer): void => {
    this.fingers.set(event.pointerId, { x: event.offsetX, y: event.offsetY });
    if (event.currentTarget instanceof Element) {
      event.currentTarget.setPointerCapture(event.pointerId);
    }
  };

  readonly move = (event: Pointer): void => {
    const before = this.fingers.get(event.pointerId);
    if (!before) {
      return;
    }
    const now = { x: event.offsetX, y: event.offsetY };
    const other = [...this.fingers].find(([id]) => id !== event.pointerId)?.[1];
    if (other) {
      const factor = distance(now, other) / Math.max(1, distance(before, other));
      this.player.zoomBy(factor, (now.x + other.x) / 2, (now.y + other.y) / 2);
    }
    const share = other ? 0.5 : 1;
    this.player.pan((now.x - before.x) * share, (now.y - before.y) * share);
    this.fingers.set(event.pointerId, now);
  };

  readonly up = (event: Pick<Pointer, "pointerId">): void => {
    this.fingers.delete(event.pointerId);
  };

  /** A notch of a mouse's wheel is a step; a trackpad sends its swipe in many small turns, which are added up. */
  readonly wheel = (event: Wheel): void => {
    event.preventDefault();
    const turn = event.deltaMode === 0 ? event.deltaY : event.deltaY * LINE_PIXELS;
    if (event.ctrlKey) {
      // So browsers tell of two fingers on a trackpad.
      this.player.zoomBy(Math.exp(-turn / PINCH_PIXELS), event.offsetX, event.offsetY);
    } else if (turn !== 0) {
      this.turn(turn, event);
    }
  };

  private turn(turn: number, { timeStamp, offsetX, offsetY }: Wheel): void {
    const direction = turn < 0 ? 1 : -1;
    const goesOn = timeStamp - this.turnedAt <= REST_MS && direction === this.turnedTo;
    this.turned = goesOn ? this.turned + Math.abs(turn) : STEP_PIXELS;
    this.turnedTo = direction;
    this.turnedAt = timeStamp;
    if (this.turned >= STEP_PIXELS) {
      this.turned %= STEP_PIXELS;
      this.player.zoomAt(direction, offsetX, offsetY);
    }
  }
}

function distance(one: { x: number; y: number }, other: { x: number; y: number }): number {
  return Math.hypot(one.x - other.x, one.y - other.y);
}
