import { paneAt } from "../../engine";
import { inverse, type Move, movedPoint } from "../placements";
import { type Point, pointIn, WHOLE } from "../region";
import type { StagePane } from "../stage/panes";
import { onFrame } from "./shape";

/** A pane as far as drawing needs it: marks lie where the film's picture lies. */
type SheetPane = Omit<StagePane, "picture">;

/** A side's picture to draw on: from CSS pixels of the stage to places of the scan, and back. */
export interface Sheet {
  readonly side: string;
  /** The nearest place of the scan, in 1/65536 of its frame. */
  readonly toScan: (point: Point) => Point;
  readonly toScreen: (point: Point) => Point;
  readonly pane: SheetPane;
}

/** Return the sheet of a pane whose picture shows the scan moved so. */
export function sheetOf(pane: SheetPane, move: Move): Sheet {
  const { side, box } = pane;
  const back = inverse(move);
  return {
    side,
    pane,
    toScan: (point) => {
      const { x, y } = pointIn(box, point.x, point.y);
      return onFrame(movedPoint({ x: x * WHOLE, y: y * WHOLE }, back));
    },
    toScreen: (point) => onPane(movedPoint(point, move), pane),
  };
}

/** Return where a place of a side's picture, in 1/65536, lies on the stage. */
export function onPane({ x, y }: Point, { box }: SheetPane): Point {
  return { x: box.x + (x / WHOLE) * box.width, y: box.y + (y / WHOLE) * box.height };
}

/** Return the sheet under a point of the stage; null beside all of them. */
export function sheetAt(sheets: readonly Sheet[], point: Point): Sheet | null {
  const pane = paneAt(
    sheets.map((sheet) => sheet.pane),
    point,
  );
  return sheets.findLast((sheet) => sheet.pane === pane) ?? null;
}
