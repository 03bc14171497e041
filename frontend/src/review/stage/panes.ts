import type { Pane } from "../../engine";
import type { Box, Point } from "../region";

/** A part of the stage on which a side is seen, in CSS pixels. */
export interface StagePane {
  side: string;
  /** Where the film's whole picture would lie. */
  box: Box;
  /** Where that side's own whole picture would lie: a reference of another shape is fitted into the film's. */
  picture: Box;
  /** Exactly where it is seen: a convex polygon. */
  clip: readonly Point[];
}

/** Return where each side is seen, those behind first; `sides` are the names by index. */
export function stagePanes(panes: readonly Pane[], sides: readonly string[], pixelRatio: number): StagePane[] {
  return panes.flatMap(({ side, box, picture, clip }) => {
    const name = sides[side];
    if (name === undefined) {
      return [];
    }
    const shrunk = clip.map(({ x, y }) => ({ x: x / pixelRatio, y: y / pixelRatio }));
    return [{ side: name, box: inCssPixels(box, pixelRatio), picture: inCssPixels(picture, pixelRatio), clip: shrunk }];
  });
}

/** Return the rectangle around what is seen of the first pane's picture, and of the others that lie where it lies. */
export function seenBox(panes: readonly Pick<StagePane, "box" | "clip">[]): Box | null {
  const box = panes[0]?.box;
  if (!box) {
    return null;
  }
  const clip = panes.filter((pane) => isSame(pane.box, box)).flatMap((pane) => pane.clip);
  const xs = clip.map((point) => Math.min(Math.max(point.x, box.x), box.x + box.width));
  const ys = clip.map((point) => Math.min(Math.max(point.y, box.y), box.y + box.height));
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}

/** Return the polygon as SVG writes it. */
export function svgPoints(polygon: readonly Point[]): string {
  return polygon.map(({ x, y }) => `${x},${y}`).join(" ");
}

function isSame(one: Box, other: Box): boolean {
  return one.x === other.x && one.y === other.y && one.width === other.width && one.height === other.height;
}

/** Return a box of device pixels in CSS pixels. */
export function inCssPixels({ x, y, width, height }: Box, pixelRatio: number): Box {
  return { x: x / pixelRatio, y: y / pixelRatio, width: width / pixelRatio, height: height / pixelRatio };
}
