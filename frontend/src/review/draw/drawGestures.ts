import type { Shape } from "../../api/types";
import { paneAt } from "../../engine";
import type { Point } from "../region";
import type { StagePane } from "../stage/panes";
import type { PictureGestures, Pointer } from "../stage/pictureGestures";
import type { Drawing, DrawnOn } from "./drawing.svelte";
import { isAround, isOn } from "./outline";
import { handlesOf, movedBy, reshaped, shapeOf } from "./shape";
import { type Sheet, sheetAt } from "./sheet";
import { distance, strokeShape } from "./stroke";

/** What of a pointer event decides here. */
export type Hand = Pointer & Pick<PointerEvent, "pointerType" | "button">;

/** How far from a line or a handle a hand still takes it, in CSS pixels: a finger's target is 44 wide. */
const REACH: Readonly<Record<string, number>> = { touch: 22, pen: 12, mouse: 8 };
/** A hand that moves less than this tapped. */
const TAP = 4;

/** What the hand took: a shape, as it was, by one of its handles or as a whole. */
interface Held {
  readonly shape: Shape;
  readonly handle: number | null;
}

interface Stroke {
  readonly pointer: number;
  readonly pointerType: string;
  /** Null until it is known where the picture lies on the film here. */
  sheet: Sheet | null;
  readonly frame: number;
  readonly line: Point[];
  readonly holds: Held | null;
}

/**
 * Drawing with a mouse, a pen or a finger; everything else that hands do moves the picture as always.
 *
 * One finger draws, two move and zoom, and what one of them had begun to draw is forgotten. While a pen is down fingers
 * are a palm; once a pen has drawn, a single finger draws no more.
 */
export class DrawGestures {
  private stroke: Stroke | null = null;
  /** Was drawn before it was known where. */
  private early: Stroke | null = null;
  private readonly fingers = new Map<number, Pointer>();
  private readonly moving = new Set<number>();
  private pen: number | null = null;
  private penWasUsed = false;

  /** `panes` are all that is seen, `sheets` those of which it is known where they lie; `frame` is drawn on. */
  constructor(
    private readonly drawing: Drawing,
    private readonly picture: Pick<PictureGestures, "down" | "move" | "up">,
    private readonly panes: () => readonly StagePane[],
    private readonly sheets: () => readonly Sheet[],
    private readonly frame: () => number,
  ) {}

  readonly down = (event: Hand): void => {
    if (event.pointerType === "pen") {
      this.takePen(event.pointerId);
    } else if (event.pointerType === "touch" && !this.takeFinger(event)) {
      return;
    }
    if (event.button === 0) {
      this.begin(event);
    } else {
      this.movePicture(event);
    }
  };

  readonly move = (event: Hand): void => {
    if (this.fingers.has(event.pointerId)) {
      this.fingers.set(event.pointerId, asItIs(event));
    }
    if (this.moving.has(event.pointerId)) {
      this.picture.move(event);
    } else if (this.stroke?.pointer === event.pointerId) {
      this.stroke.line.push(pointOf(event));
      this.follow(this.stroke);
    }
  };

  readonly up = (event: Hand): void => {
    const stroke = this.stroke;
    this.release(event);
    if (stroke?.pointer === event.pointerId) {
      this.stroke = null;
      this.finish(stroke);
    }
  };

  /** The browser took the pointer away: what it drew is forgotten. */
  readonly cancel = (event: Hand): void => {
    this.release(event);
    if (this.stroke?.pointer === event.pointerId) {
      this.forgetStroke();
    }
  };

  /** It is known of one more picture where it lies: what was drawn there before is drawn. */
  readonly placed = (): void => {
    const stroke = this.early;
    this.early = null;
    if (stroke?.frame === this.frame()) {
      this.finish(stroke);
    }
  };

  private takePen(pointer: number): void {
    this.pen = pointer;
    this.penWasUsed = true;
    if (this.stroke?.pointerType === "touch") {
      this.forgetStroke();
    }
  }

  /** Say whether this finger draws; several fingers move the picture instead. */
  private takeFinger(event: Hand): boolean {
    if (this.pen !== null) {
      return false;
    }
    this.fingers.set(event.pointerId, asItIs(event));
    if (this.fingers.size === 1 && !this.penWasUsed) {
      return true;
    }
    if (this.stroke && this.fingers.has(this.stroke.pointer)) {
      this.movePicture(this.fingers.get(this.stroke.pointer) ?? event);
      this.forgetStroke();
    }
    this.movePicture(event);
    return false;
  }

  private movePicture(event: Pointer): void {
    this.moving.add(event.pointerId);
    this.picture.down(event);
  }

  private release(event: Hand): void {
    this.fingers.delete(event.pointerId);
    if (this.moving.delete(event.pointerId)) {
      this.picture.up(event);
    }
    if (this.pen === event.pointerId) {
      this.pen = null;
    }
  }

  private begin(event: Hand): void {
    const point = pointOf(event);
    if (this.stroke || !paneAt(this.panes(), point)) {
      return;
    }
    const sheet = this.sheetUnder(point);
    const { pointerId: pointer, pointerType } = event;
    this.early = null;
    const holds = sheet && this.grasp(point, sheet, reachOf(pointerType));
    this.stroke = { pointer, pointerType, sheet, frame: this.frame(), line: [point], holds };
    if (holds !== null) {
      this.drawing.take();
    }
  }

  private grasp(point: Point, sheet: Sheet, reach: number): Held | null {
    const { drawing } = this;
    if (drawing.current && drawing.corners.length === 0) {
      const handle = nearest(handlesOf(drawing.current).map(sheet.toScreen), point, reach);
      if (handle !== null) {
        return { shape: drawing.current, handle };
      }
    }
    if (drawing.tool !== "select") {
      return null;
    }
    drawing.select(this.shapeAt(point, sheet, reach));
    return drawing.current && { shape: drawing.current, handle: null };
  }

  private follow(stroke: Stroke): void {
    const { drawing } = this;
    const { holds, line } = stroke;
    const [from, to] = [line[0], line.at(-1)];
    const sheet = this.sheetOf(stroke);
    if (!from || !to || !sheet) {
      return;
    }
    if (holds === null) {
      drawing.preview = isTap(line) ? null : strokeShape(drawing.tool, line, sheet);
    } else if (holds.handle === null) {
      const [before, now] = [sheet.toScan(from), sheet.toScan(to)];
      drawing.drag(movedBy(holds.shape, { x: now.x - before.x, y: now.y - before.y }));
    } else {
      drawing.drag(reshaped(holds.shape, holds.handle, sheet.toScan(to)));
    }
  }

  private sheetOf(stroke: Stroke): Sheet | null {
    const [from] = stroke.line;
    stroke.sheet ??= (from && this.sheetUnder(from)) ?? null;
    return stroke.sheet;
  }

  /** The sheet of the pane that is seen there; null where it is not known yet where that picture lies. */
  private sheetUnder(point: Point): Sheet | null {
    const side = paneAt(this.panes(), point)?.side;
    const sheet = sheetAt(this.sheets(), point);
    return sheet?.side === side ? sheet : null;
  }

  private finish(stroke: Stroke): void {
    const { drawing } = this;
    const { holds, line, pointerType } = stroke;
    const point = line.at(-1);
    const sheet = this.sheetOf(stroke);
    if (!sheet) {
      this.early = stroke;
      return;
    }
    if (holds !== null) {
      drawing.letGo();
    } else if (point && drawing.tool === "polygon") {
      this.tapCorner(point, sheet, reachOf(pointerType));
    } else if (point && drawing.tool === "text") {
      this.add(shapeOf("text", [sheet.toScan(point)]), sheet);
    } else if (point && isTap(line)) {
      drawing.preview = null;
      drawing.select(this.shapeAt(point, sheet, reachOf(pointerType)));
    } else {
      this.add(strokeShape(drawing.tool, line, sheet), sheet);
    }
  }

  private tapCorner(point: Point, sheet: Sheet, reach: number): void {
    const { drawing } = this;
    const [first] = drawing.corners;
    if (first && drawing.corners.length > 2 && distance(sheet.toScreen(first), point) <= reach) {
      drawing.closePolygon();
    } else {
      drawing.addCorner(sheet.toScan(point), this.on(sheet));
    }
  }

  private add(shape: Shape | null, sheet: Sheet): void {
    if (shape) {
      this.drawing.add(shape, this.on(sheet));
    }
  }

  private on({ side }: Sheet): DrawnOn {
    return { side, frame: this.frame() };
  }

  /** The topmost shape under a point: one whose line is near, else one that goes round it. */
  private shapeAt(point: Point, sheet: Sheet, reach: number): number | null {
    const { shapes } = this.drawing;
    const at = shapes.map((shape) => shape.points.map(sheet.toScreen));
    const near = shapes.findLastIndex((shape, index) => isOn(shape, at[index] ?? [], point, reach));
    const found = near >= 0 ? near : shapes.findLastIndex((shape, index) => isAround(shape, at[index] ?? [], point));
    return found >= 0 ? found : null;
  }

  private forgetStroke(): void {
    this.stroke = null;
    if (this.drawing.corners.length === 0) {
      this.drawing.cancel();
    }
  }
}

function pointOf({ offsetX, offsetY }: Pointer): Point {
  return { x: offsetX, y: offsetY };
}

/** An event forgets its target once it was handled. */
function asItIs({ pointerId, offsetX, offsetY, currentTarget }: Pointer): Pointer {
  return { pointerId, offsetX, offsetY, currentTarget };
}

function reachOf(pointerType: string): number {
  return REACH[pointerType] ?? 8;
}

function isTap(line: readonly Point[]): boolean {
  const [from] = line;
  return from === undefined || line.every((point) => distance(from, point) < TAP);
}

function nearest(points: readonly Point[], to: Point, reach: number): number | null {
  const distances = points.map((point) => distance(point, to));
  const least = Math.min(...distances);
  return least <= reach ? distances.indexOf(least) : null;
}
