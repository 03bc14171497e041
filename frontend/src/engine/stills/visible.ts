import type { CanvasSize } from "../render/geometry";
import type { Scene } from "../render/renderer";
import type { PixelRectangle } from "./still";

/** Modes that show both sides in the pane of the first. */
const LAID_TOGETHER: readonly string[] = ["blend", "checkerboard", "difference"];

/** The part of a side's picture of this size that is on the canvas, in whole pixels around it; null where none is. */
export function visiblePart(
  side: number,
  scene: Pick<Scene, "mode" | "pair" | "panes">,
  size: CanvasSize,
): PixelRectangle | null {
  const isLaidOver = LAID_TOGETHER.includes(scene.mode.kind) && scene.pair.includes(side);
  const panes = scene.panes.filter((pane) => pane.side === side || isLaidOver);
  let [left, top, right, bottom] = [size.width, size.height, 0, 0];
  for (const { box, area } of panes) {
    const [across, down] = [size.width / box.width, size.height / box.height];
    left = Math.min(left, Math.floor((area.x - box.x) * across));
    top = Math.min(top, Math.floor((area.y - box.y) * down));
    right = Math.max(right, Math.ceil((area.x + area.width - box.x) * across));
    bottom = Math.max(bottom, Math.ceil((area.y + area.height - box.y) * down));
  }
  const [x, y] = [Math.max(left, 0), Math.max(top, 0)];
  const [width, height] = [Math.min(right, size.width) - x, Math.min(bottom, size.height) - y];
  return width > 0 && height > 0 ? { x, y, width, height } : null;
}
