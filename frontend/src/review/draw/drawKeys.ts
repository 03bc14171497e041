import type { KeyPress } from "../../engine";
import { arrowOf } from "../arrows";
import type { Point } from "../region";
import type { Drawing } from "./drawing.svelte";

/** How many pixels an arrow key with Shift moves by. */
const LEAP = 10;

/**
 * Do what a key asks of the drawing and say whether it asked something.
 *
 * `pixel` is the size of a pixel of the scan, in 1/65536 of its frame. Arrows move the selected shape, with Alt they
 * resize it; without a selected shape they are the frames'. Escape gives up what is under the hand, then the selection.
 */
export function drawByKey(press: KeyPress, drawing: Drawing, pixel: Point): boolean {
  const arrow = arrowOf(press.key);
  if (arrow) {
    return drawing.current !== null && nudge(press, drawing, arrow, pixel);
  }
  if (press.key.toLowerCase() === "z" && (press.ctrlKey || press.metaKey)) {
    return done(() => (press.shiftKey ? drawing.redo() : drawing.undo()));
  }
  if (press.ctrlKey || press.metaKey || press.altKey) {
    return false;
  }
  return plainKey(press.key, drawing);
}

function plainKey(key: string, drawing: Drawing): boolean {
  switch (key) {
    case "Delete":
    case "Backspace":
      return drawing.current !== null && done(() => drawing.removeSelected());
    case "Enter":
      return drawing.corners.length > 2 && done(() => drawing.closePolygon());
    case "Escape":
      return drawing.cancel() || (drawing.selected !== null && done(() => drawing.select(null)));
    default:
      return false;
  }
}

function nudge(press: KeyPress, drawing: Drawing, arrow: Point, pixel: Point): boolean {
  if (press.ctrlKey || press.metaKey) {
    return false;
  }
  const steps = press.shiftKey ? LEAP : 1;
  const by = { x: arrow.x * steps * pixel.x, y: arrow.y * steps * pixel.y };
  return done(() => (press.altKey ? drawing.resizeSelected(by) : drawing.moveSelected(by)));
}

function done(deed: () => void): true {
  deed();
  return true;
}
