import type { Shape } from "../../api/types";
import type { Point } from "../region";
import { boxAround, isClosed } from "./shape";
import { distanceTo } from "./simplify";

/** The outline of shapes on the screen, for drawing them and for finding them under a finger. In CSS pixels. */

const ELLIPSE_CORNERS = 48;
const ARROW_HEAD = 14;
const ARROW_SPREAD = Math.PI / 7;
/** About what a text takes up; letters of Chinese are as wide as high. */
export const TEXT_SIZE = 18;
const LINE_HEIGHT = 1.4;

/** Return a line along a shape whose points lie at these places; the line of a closed shape ends where it begins. */
export function outline(shape: Shape, at: readonly Point[]): Point[] {
  const [first] = at;
  switch (shape.kind) {
    case "rectangle":
      return around(corners(at));
    case "ellipse":
      return around(ellipse(at));
    case "polygon":
      return around(at);
    case "text":
      return first ? around(textCorners(first, shape.text)) : [];
    default:
      return [...at];
  }
}

/** Return both strokes of an arrow's head, from one barb over the tip to the other. */
export function arrowHead(at: readonly Point[]): Point[] {
  const [tail, tip] = at;
  if (!tail || !tip) {
    return [];
  }
  const length = Math.min(ARROW_HEAD, Math.hypot(tip.x - tail.x, tip.y - tail.y));
  const angle = Math.atan2(tail.y - tip.y, tail.x - tip.x);
  const barb = (turn: number) => ({
    x: tip.x + length * Math.cos(angle + turn),
    y: tip.y + length * Math.sin(angle + turn),
  });
  return [barb(-ARROW_SPREAD), tip, barb(ARROW_SPREAD)];
}

/** Whether a shape is under a point: on its line, within `reach`, or inside a text. */
export function isOn(shape: Shape, at: readonly Point[], point: Point, reach: number): boolean {
  const line = outline(shape, at);
  const isNear = line.some((from, index) => distanceTo(point, from, line[index + 1] ?? from) <= reach);
  return isNear || (shape.kind === "text" && isInside(line, point));
}

/** Whether a closed shape goes round a point. */
export function isAround(shape: Shape, at: readonly Point[], point: Point): boolean {
  return isClosed(shape) && isInside(outline(shape, at), point);
}

/** Return the polyline as the `d` of an SVG path. */
export function pathOf(line: readonly Point[]): string {
  return line.map(({ x, y }, index) => `${index === 0 ? "M" : "L"}${x} ${y}`).join("");
}

function isInside(line: readonly Point[], { x, y }: Point): boolean {
  let inside = false;
  line.forEach((from, index) => {
    const to = line[index + 1] ?? from;
    if (from.y > y !== to.y > y && x < from.x + ((y - from.y) / (to.y - from.y)) * (to.x - from.x)) {
      inside = !inside;
    }
  });
  return inside;
}

function around(points: readonly Point[]): Point[] {
  return [...points, ...points.slice(0, 1)];
}

function corners(at: readonly Point[]): Point[] {
  const { x, y, width, height } = boxAround(at);
  return [
    { x, y },
    { x: x + width, y },
    { x: x + width, y: y + height },
    { x, y: y + height },
  ];
}

function ellipse(at: readonly Point[]): Point[] {
  const { x, y, width, height } = boxAround(at);
  return Array.from({ length: ELLIPSE_CORNERS }, (_, index) => {
    const turn = (2 * Math.PI * index) / ELLIPSE_CORNERS;
    return { x: x + (width / 2) * (1 + Math.cos(turn)), y: y + (height / 2) * (1 + Math.sin(turn)) };
  });
}

function textCorners(at: Point, text: string): Point[] {
  const width = Math.max([...text].length, 2) * TEXT_SIZE;
  return corners([at, { x: at.x + width, y: at.y + TEXT_SIZE * LINE_HEIGHT }]);
}
