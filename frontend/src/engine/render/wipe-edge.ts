import type { CanvasPoint, CanvasSize } from "./geometry";
import type { ModeOf } from "./mode";

/** The edge of a wipe: the first side lies where `normal · point < offset`, in device pixels. */
export interface WipeEdge {
  /** Unit length; points from the first side into the second. */
  readonly normal: CanvasPoint;
  readonly offset: number;
}

/** The edge on this canvas: at position 0 the first side has just gone, at 1 it has just filled the canvas. */
export function wipeEdge({ position, angle }: ModeOf<"wipe">, canvas: CanvasSize): WipeEdge {
  const normal = normalOf(angle);
  const { least, most } = reach(normal, canvas);
  return { normal, offset: least + position * (most - least) };
}

/** The position whose edge goes through a point of the canvas; outside the canvas below 0 or above 1. */
export function wipePositionAt(point: CanvasPoint, angle: number, canvas: CanvasSize): number {
  const normal = normalOf(angle);
  const { least, most } = reach(normal, canvas);
  return (along(normal, point) - least) / (most - least);
}

/** Both ends of the part of the edge that lies on the canvas; null where it lies wholly outside. */
export function wipeLine(edge: WipeEdge, canvas: CanvasSize): readonly [CanvasPoint, CanvasPoint] | null {
  const [from, to] = crossed(corners(canvas), edge).filter(({ distance }) => distance === 0);
  return from === undefined || to === undefined ? null : [from.at, to.at];
}

/** The part of the canvas on which one side of the wipe is seen, as a convex polygon; empty where there is none. */
export function wipePart(edge: WipeEdge, isFirst: boolean, canvas: CanvasSize): CanvasPoint[] {
  const part = crossed(corners(canvas), edge).filter(({ distance }) => (isFirst ? distance <= 0 : distance >= 0));
  return part.length > 2 ? part.map(({ at }) => at) : [];
}

interface EdgePoint {
  readonly at: CanvasPoint;
  /** From the edge, negative on the first side. */
  readonly distance: number;
}

/** The corners in their order, with a point put in wherever the outline crosses the edge. */
function crossed(outline: readonly CanvasPoint[], { normal, offset }: WipeEdge): EdgePoint[] {
  const points = outline.map((at) => ({ at, distance: along(normal, at) - offset }));
  return points.flatMap((from, index) => {
    const to = points[(index + 1) % points.length] ?? from;
    if (from.distance * to.distance >= 0) return [from];
    const share = from.distance / (from.distance - to.distance);
    const at = { x: from.at.x + share * (to.at.x - from.at.x), y: from.at.y + share * (to.at.y - from.at.y) };
    return [from, { at, distance: 0 }];
  });
}

function normalOf(angle: number): CanvasPoint {
  const radians = (angle * Math.PI) / 180;
  return { x: exact(Math.cos(radians)), y: exact(Math.sin(radians)) };
}

/** An upright or level edge must not lean by what sine and cosine leave over. */
function exact(component: number): number {
  const whole = Math.round(component);
  return Math.abs(component - whole) < 1e-12 ? whole : component;
}

function reach(normal: CanvasPoint, canvas: CanvasSize): { least: number; most: number } {
  const distances = corners(canvas).map((corner) => along(normal, corner));
  return { least: Math.min(...distances), most: Math.max(...distances) };
}

function corners({ width, height }: CanvasSize): CanvasPoint[] {
  return [
    { x: 0, y: 0 },
    { x: width, y: 0 },
    { x: width, y: height },
    { x: 0, y: height },
  ];
}

function along(normal: CanvasPoint, point: CanvasPoint): number {
  return normal.x * point.x + normal.y * point.y;
}
