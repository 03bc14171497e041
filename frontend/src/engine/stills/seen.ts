import { fitBox } from "../render/fit";
import type { CanvasSize } from "../render/geometry";
import { GRAIN_REACH } from "../render/grain-shader";
import type { Scene } from "../render/renderer";
import type { PixelRectangle } from "./still";

/** Modes that show both sides in the pane of the first. */
const LAID_TOGETHER: readonly string[] = ["blend", "checkerboard", "difference"];

type Shown = Pick<Scene, "mode" | "pair" | "panes" | "fits">;

/** The part of a side's picture of this size that is on the canvas, in whole pixels around it; null where none is. */
export function seenPart(side: number, scene: Shown, size: CanvasSize): PixelRectangle | null {
  const isLaidOver = LAID_TOGETHER.includes(scene.mode.kind) && scene.pair.includes(side);
  const panes = scene.panes.filter((pane) => pane.side === side || isLaidOver);
  let [left, top, right, bottom] = [size.width, size.height, 0, 0];
  for (const { box: film, area } of panes) {
    const box = fitBox(film, scene.fits[side] ?? null);
    const [across, down] = [size.width / box.width, size.height / box.height];
    left = Math.min(left, Math.floor((area.x - box.x) * across));
    top = Math.min(top, Math.floor((area.y - box.y) * down));
    right = Math.max(right, Math.ceil((area.x + area.width - box.x) * across));
    bottom = Math.max(bottom, Math.ceil((area.y + area.height - box.y) * down));
  }
  return between(left, top, right, bottom, size);
}

/**
 * The part of a side's picture that has a say in what is on the canvas: more than what is seen where grain is measured
 * around it. `pair` are the sizes of the two that are compared.
 */
export function stillPart(
  side: number,
  scene: Shown,
  size: CanvasSize,
  pair: readonly CanvasSize[],
): PixelRectangle | null {
  const seen = seenPart(side, scene, size);
  const { mode } = scene;
  if (seen === null || mode.kind !== "difference" || mode.measure !== "grain") return seen;
  const across = reach(size.width, Math.min(...pair.map(({ width }) => width)));
  const down = reach(size.height, Math.min(...pair.map(({ height }) => height)));
  return between(seen.x - across, seen.y - down, seen.x + seen.width + across, seen.y + seen.height + down, size);
}

/** Pixels of a side that the reach of grain is, on a grid half as fine as the coarser side. */
function reach(size: number, coarser: number): number {
  return Math.ceil((GRAIN_REACH * size) / Math.ceil(coarser / 2));
}

/** The rectangle within a picture of this size; null where nothing of it is left. */
function between(left: number, top: number, right: number, bottom: number, size: CanvasSize): PixelRectangle | null {
  const [x, y] = [Math.max(left, 0), Math.max(top, 0)];
  const [width, height] = [Math.min(right, size.width) - x, Math.min(bottom, size.height) - y];
  return width > 0 && height > 0 ? { x, y, width, height } : null;
}
