import type { Player } from "../player.svelte";

/** What of a pointer event decides; offsets in CSS pixels of the stage. */
export type Pointer = Pick<PointerEvent, "pointerId" | "offsetX" | "offsetY" | "currentTarget">;

/** Moving and zooming the picture with a mouse, a wheel or fingers. */
export class PictureGestures {
  private readonly fingers = new Map<number, { x: number; y: number }>();

  constructor(private readonly player: Player) {}

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

  readonly wheel = (event: WheelEvent): void => {
    event.preventDefault();
    if (event.deltaY !== 0) {
      this.player.zoomAt(event.deltaY < 0 ? 1 : -1, event.offsetX, event.offsetY);
    }
  };
}

function distance(one: { x: number; y: number }, other: { x: number; y: number }): number {
  return Math.hypot(one.x - other.x, one.y - other.y);
}
