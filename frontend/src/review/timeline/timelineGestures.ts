/** A mouse, a wheel or fingers on the timeline: one finger scrubs, two move and zoom it. */

export interface TimelineActions {
  /** A press or a drag of one finger, at an x in CSS pixels; `isPress` at its beginning. */
  scrub(x: number, y: number, isPress: boolean): void;
  /** Move the film by CSS pixels. */
  pan(pixels: number): void;
  /** Zoom around an x; a factor below 1 goes closer. */
  zoom(factor: number, x: number): void;
}

/** What a notch of a wheel zooms by; the small turns of a trackpad zoom by their share of one. */
const WHEEL_STEP = 0.8;
const NOTCH_PIXELS = 100;
const PAN_BUTTON = 1;

export class TimelineGestures {
  private readonly fingers = new Map<number, number>();
  private isPanning = false;

  constructor(private readonly actions: TimelineActions) {}

  readonly down = (event: PointerEvent): void => {
    if (event.currentTarget instanceof Element) {
      event.currentTarget.setPointerCapture(event.pointerId);
    }
    this.fingers.set(event.pointerId, event.offsetX);
    this.isPanning = event.button === PAN_BUTTON || this.fingers.size > 1;
    if (!this.isPanning) {
      this.actions.scrub(event.offsetX, event.offsetY, true);
    }
  };

  readonly move = (event: PointerEvent): void => {
    const before = this.fingers.get(event.pointerId);
    if (before === undefined) {
      return;
    }
    const now = event.offsetX;
    this.fingers.set(event.pointerId, now);
    const other = [...this.fingers].find(([id]) => id !== event.pointerId)?.[1];
    if (other !== undefined) {
      this.actions.pan((now - before) / 2);
      const apart = Math.max(8, Math.abs(now - other));
      this.actions.zoom(Math.max(8, Math.abs(before - other)) / apart, (now + other) / 2);
    } else if (this.isPanning) {
      this.actions.pan(now - before);
    } else {
      this.actions.scrub(now, event.offsetY, false);
    }
  };

  /** A finger that stays behind after two does not scrub: it is on its way up. */
  readonly up = (event: PointerEvent): void => {
    this.fingers.delete(event.pointerId);
    this.isPanning &&= this.fingers.size > 0;
  };

  readonly wheel = (event: WheelEvent): void => {
    event.preventDefault();
    // Shift turns a wheel sideways; some browsers do that by themselves.
    const across = event.shiftKey ? event.deltaX || event.deltaY : event.deltaX;
    if (event.shiftKey || Math.abs(across) > Math.abs(event.deltaY)) {
      this.actions.pan(-across);
    } else if (event.deltaY !== 0) {
      const notches = event.deltaMode === 0 ? Math.min(Math.abs(event.deltaY) / NOTCH_PIXELS, 1) : 1;
      this.actions.zoom(WHEEL_STEP ** (-Math.sign(event.deltaY) * notches), event.offsetX);
    }
  };
}
