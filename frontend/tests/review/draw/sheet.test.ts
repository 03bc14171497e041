import fc from "fast-check";
import { expect, test } from "vitest";
import { sheetAt, sheetOf } from "../../../src/review/draw/sheet";
import { type Move, UNMOVED } from "../../../src/review/placements";
import { place } from "./drawings";

const corner = (x: number, y: number) => ({ x, y });
const pane = (side: string, x: number, width: number) => ({
  side,
  box: { x, y: 0, width, height: 400 },
  clip: [corner(x, 0), corner(x + width, 0), corner(x + width, 400), corner(x, 400)],
});
const LEFT = pane("source", 0, 800);
const RIGHT = pane("version:v:restored", 802, 800);
/** A picture that was moved a tenth of its width to the right. */
const MOVED: Move = { ...UNMOVED, c: 6553.6 };

test("the same place of the film is the same place of the scan on every pane", () => {
  const [left, right] = [sheetOf(LEFT, UNMOVED), sheetOf(RIGHT, MOVED)];
  expect(left.toScan({ x: 200, y: 100 })).toEqual({ x: 16384, y: 16384 });
  expect(right.toScan({ x: 802 + 280, y: 100 })).toEqual({ x: 16384, y: 16384 });
  expect(right.toScreen({ x: 16384, y: 16384 }).x).toBeCloseTo(802 + 280, 9);
});

test("beside the picture is its edge", () => {
  expect(sheetOf(LEFT, UNMOVED).toScan({ x: -50, y: 900 })).toEqual({ x: 0, y: 65536 });
});

test("to the screen and back is the same unit, at any zoom and in any placement", () => {
  const near = fc.double({ min: -0.05, max: 0.05, noNaN: true });
  const zoom = fc.double({ min: 0.1, max: 32, noNaN: true });
  const shift = fc.double({ min: -3000, max: 3000, noNaN: true });
  fc.assert(
    fc.property(place, zoom, near, near, shift, (point, factor, turn, skew, c) => {
      const enlarged = { ...LEFT, box: { x: -300, y: 50, width: 1920 * factor, height: 1080 * factor } };
      const sheet = sheetOf(enlarged, { a: 1 + turn, b: skew, c, d: -skew, e: 1 - turn, f: -c });
      expect(sheet.toScan(sheet.toScreen(point))).toEqual(point);
    }),
  );
});

test("the sheet in front is drawn on, and none between panes", () => {
  const sheets = [sheetOf(LEFT, UNMOVED), sheetOf(RIGHT, UNMOVED)];
  expect(sheetAt(sheets, { x: 100, y: 10 })?.side).toBe("source");
  expect(sheetAt(sheets, { x: 900, y: 10 })?.side).toBe("version:v:restored");
  expect(sheetAt(sheets, { x: 801, y: 10 })).toBeNull();
});
