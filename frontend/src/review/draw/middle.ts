import type { Shape } from "../../api/types";
import type { Box } from "../region";
import type { DrawTool } from "./drawing.svelte";
import { shapeOf } from "./shape";
import type { Sheet } from "./sheet";

/** How much of what is seen a shape takes that nobody drew by hand. */
const SHARE = 0.25;

/** Return the shape that a tool puts into the middle of the part that is seen, in CSS pixels; null for selecting. */
export function placedIn(tool: DrawTool, seen: Box, sheet: Sheet): Shape | null {
  const at = (across: number, down: number) =>
    sheet.toScan({
      x: seen.x + seen.width * (0.5 + across * SHARE),
      y: seen.y + seen.height * (0.5 + down * SHARE),
    });
  const ends = [at(-0.5, -0.5), at(0.5, 0.5)];
  switch (tool) {
    case "select":
      return null;
    case "rectangle":
    case "arrow":
      return shapeOf(tool, ends);
    case "ellipse":
    case "circle":
      return shapeOf("ellipse", ends);
    case "polygon":
      return shapeOf(tool, [at(0, -0.5), at(0.5, 0), at(0, 0.5), at(-0.5, 0)]);
    case "freehand":
      return shapeOf(tool, [at(-0.5, 0), at(-0.25, -0.25), at(0, 0), at(0.25, 0.25), at(0.5, 0)]);
    case "text":
      return shapeOf(tool, [at(0, 0)]);
  }
}
