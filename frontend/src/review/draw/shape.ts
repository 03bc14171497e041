import type { Region, Shape } from "../../api/types";
import { type Move, moved, movedPoint } from "../placements";
import { type Box, type Point, WHOLE } from "../region";

/** Shapes drawn on the film: points are whole numbers in 1/65536 of the scan frame, before any stage. */

export type ShapeKind = Shape["kind"];

/** What the site takes: shapes of a note, points of a shape, letters of a text. */
export const MOST_SHAPES = 20;
export const MOST_POINTS = 200;
export const MOST_LETTERS = 200;

/** A polygon with more corners than this is resized by the corners of its box. */
const MOST_CORNER_HANDLES = 12;

/** Return a shape that explains and does not steer. */
export function shapeOf(kind: ShapeKind, points: readonly Point[], text = ""): Shape {
  return { kind, points: points.map(onFrame), text, steers: false };
}

/** Whether a shape goes round an area, so that it can steer the work. */
export function isClosed(shape: Shape): boolean {
  return shape.kind === "rectangle" || shape.kind === "ellipse" || shape.kind === "polygon";
}

/** Return the nearest place inside the frame, in whole units. */
export function onFrame({ x, y }: Point): Point {
  return { x: clamped(Math.round(x), 0, WHOLE), y: clamped(Math.round(y), 0, WHOLE) };
}

/** Return the box around points. */
export function boxAround(points: readonly Point[]): Box {
  const xs = points.map(({ x }) => x);
  const ys = points.map(({ y }) => y);
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}

/** Return the region that a closed shape steers: the smallest around it, at least one unit wide and high. */
export function regionAround(shape: Shape): Region {
  const box = boxAround(shape.points);
  const [x, y] = [Math.min(box.x, WHOLE - 1), Math.min(box.y, WHOLE - 1)];
  return { x, y, width: Math.max(box.x + box.width - x, 1), height: Math.max(box.y + box.height - y, 1) };
}

/** Return the rectangle that steers exactly a region. */
export function rectangleOf({ x, y, width, height }: Region): Shape {
  const corners = [
    { x, y },
    { x: x + width, y: y + height },
  ];
  return { ...shapeOf("rectangle", corners), steers: true };
}

/** Return the points of a shape where a picture shows them; rectangles and ellipses stay upright, like regions. */
export function placed(shape: Shape, move: Move): Point[] {
  if (shape.kind !== "rectangle" && shape.kind !== "ellipse") {
    return shape.points.map((point) => movedPoint(point, move));
  }
  const { x, y, width, height } = moved(boxAround(shape.points), move);
  return [
    { x, y },
    { x: x + width, y: y + height },
  ];
}

/** Move a shape as far as it stays inside the frame. */
export function movedBy(shape: Shape, by: Point): Shape {
  const box = boxAround(shape.points);
  const dx = clamped(Math.round(by.x), -box.x, WHOLE - box.x - box.width);
  const dy = clamped(Math.round(by.y), -box.y, WHOLE - box.y - box.height);
  return { ...shape, points: shape.points.map(({ x, y }) => ({ x: x + dx, y: y + dy })) };
}

/** Return the places that a shape is resized by. */
export function handlesOf(shape: Shape): Point[] {
  if (shape.kind === "text") {
    return [];
  }
  return hasOwnHandles(shape) ? shape.points : cornersOf(boxAround(shape.points));
}

/** Put one handle of a shape somewhere else: that point alone, or the whole shape stretched from the corner opposite. */
export function reshaped(shape: Shape, handle: number, to: Point): Shape {
  const end = onFrame(to);
  if (hasOwnHandles(shape)) {
    return { ...shape, points: shape.points.map((point, index) => (index === handle ? end : point)) };
  }
  const corners = cornersOf(boxAround(shape.points));
  const [from, fixed] = [corners[handle], corners[(handle + 2) % corners.length]];
  if (!from || !fixed) {
    return shape;
  }
  const across = stretch(from.x - fixed.x, end.x - fixed.x);
  const down = stretch(from.y - fixed.y, end.y - fixed.y);
  const points = shape.points.map(({ x, y }) => ({ x: fixed.x + across(x - fixed.x), y: fixed.y + down(y - fixed.y) }));
  return { ...shape, points: points.map(onFrame) };
}

/** Make a shape wider and higher from its left and top edge; an arrow's head moves. */
export function resizedBy(shape: Shape, by: Point): Shape {
  const handle = shape.kind === "arrow" ? 1 : 2;
  if (shape.kind === "polygon") {
    const grown = reshaped({ ...shape, kind: "freehand" }, handle, lastCorner(shape, by));
    return { ...grown, kind: "polygon" };
  }
  const from = handlesOf(shape)[handle];
  return from ? reshaped(shape, handle, { x: from.x + by.x, y: from.y + by.y }) : shape;
}

function lastCorner(shape: Shape, by: Point): Point {
  const box = boxAround(shape.points);
  return { x: box.x + box.width + by.x, y: box.y + box.height + by.y };
}

function hasOwnHandles(shape: Shape): boolean {
  return shape.kind === "arrow" || (shape.kind === "polygon" && shape.points.length <= MOST_CORNER_HANDLES);
}

function cornersOf({ x, y, width, height }: Box): Point[] {
  return [
    { x, y },
    { x: x + width, y },
    { x: x + width, y: y + height },
    { x, y: y + height },
  ];
}

/** A line without width cannot be stretched; it stays where it is. */
function stretch(from: number, to: number): (value: number) => number {
  return (value) => (from === 0 ? value : (value * to) / from);
}

function clamped(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}
