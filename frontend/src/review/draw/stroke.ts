import type { Shape } from "../../api/types";
import type { Point } from "../region";
import type { DrawTool } from "./drawing.svelte";
import { boxAround, MOST_POINTS, shapeOf } from "./shape";
import type { Sheet } from "./sheet";
import { simplified } from "./simplify";

/** How near to its beginning a line must end to be closed, in CSS pixels, or as a share of its length. */
const CLOSING = 20;
const CLOSING_SHARE = 0.1;

/** Return the shape that a tool makes of a line drawn on a sheet, in CSS pixels; null for tools that take single taps. */
export function strokeShape(tool: DrawTool, line: readonly Point[], sheet: Sheet): Shape | null {
  const [from, to] = [line[0], line.at(-1)];
  if (!from || !to) {
    return null;
  }
  switch (tool) {
    case "rectangle":
    case "ellipse":
    case "arrow":
      return shapeOf(tool, [from, to].map(sheet.toScan));
    case "freehand":
      return freehand(line, sheet);
    case "circle":
      return shapeOf("ellipse", cornersAround(line).map(sheet.toScan));
    default:
      return null;
  }
}

/** Whether a line comes back to where it began. */
export function isLoop(line: readonly Point[]): boolean {
  const length = line.reduce((sum, point, index) => sum + distance(point, line[index - 1] ?? point), 0);
  const [first, last] = [line[0], line.at(-1)];
  const gap = first && last ? distance(first, last) : 0;
  return length > 3 * CLOSING && gap <= Math.max(CLOSING, CLOSING_SHARE * length);
}

/** A line that comes back to its beginning is a polygon. */
function freehand(line: readonly Point[], sheet: Sheet): Shape {
  const points = simplified(line, MOST_POINTS).map(sheet.toScan);
  return shapeOf(isLoop(line) && points.length > 2 ? "polygon" : "freehand", points);
}

function cornersAround(line: readonly Point[]): Point[] {
  const { x, y, width, height } = boxAround(line);
  return [
    { x, y },
    { x: x + width, y: y + height },
  ];
}

export function distance(one: Point, other: Point): number {
  return Math.hypot(one.x - other.x, one.y - other.y);
}
