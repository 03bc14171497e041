import fc from "fast-check";
import { expect, test } from "vitest";
import type { PlacedPiece } from "../../src/api/types";
import { inverse, moveAt, moved, UNMOVED } from "../../src/review/placements";

const ONE = 65536;
const SCAN = { width: 512, height: 256 };
const MIDDLE = { x: 20000, y: 20000, width: 10000, height: 8000 };

const piece = (placements: PlacedPiece["placements"], times = 1): PlacedPiece => ({
  first: 48,
  count: placements.length,
  scan: SCAN,
  picture: { width: SCAN.width * times, height: SCAN.height * times },
  placements,
});

test("a picture that was not moved shows regions where they are on the scan", () => {
  const pieces = [piece([null, [ONE, 0, ONE, 0, ONE, 0]])];
  for (const frame of [0, 47, 48, 50]) {
    expect(moveAt(pieces, frame)).toEqual(UNMOVED);
  }
  expect(moveAt([], 5)).toEqual(UNMOVED);
});

test("a region moves with the picture of its frame", () => {
  const pieces = [piece([null, [ONE, 0, 64 * ONE, 0, ONE, -32 * ONE]])];
  expect(moved(MIDDLE, moveAt(pieces, 49))).toEqual({ ...MIDDLE, x: 20000 + 8192, y: 20000 - 8192 });
});

test("enlarging alone moves no region", () => {
  const pieces = [piece([[2 * ONE, 0, ONE / 2, 0, 2 * ONE, ONE / 2]], 2)];
  expect(moveAt(pieces, 48)).toEqual(UNMOVED);
});

test("there and back again is where it was", () => {
  const shift = fc.integer({ min: -10240, max: 10240 });
  fc.assert(
    fc.property(shift, shift, fc.integer({ min: 1, max: 4 }), (dx, dy, times) => {
      const centre = ((times - 1) * ONE) / 2;
      const placement = [times * ONE, 0, times * dx * 256 + centre, 0, times * ONE, times * dy * 256 + centre];
      const move = moveAt([piece([placement], times)], 48);
      const back = moved(moved(MIDDLE, move), inverse(move));
      expect(back.x).toBeCloseTo(MIDDLE.x, 6);
      expect(back.y).toBeCloseTo(MIDDLE.y, 6);
      expect(back.width).toBeCloseTo(MIDDLE.width, 6);
      expect(back.height).toBeCloseTo(MIDDLE.height, 6);
    }),
  );
});

test("the site and the page agree on a turned picture", () => {
  // The same quarter turn as in the site's tests: (x, y) goes to (9 - y, x).
  const square = { width: 10, height: 10 };
  const quarter = { first: 0, count: 1, scan: square, picture: square, placements: [[0, -ONE, 9 * ONE, ONE, 0, 0]] };
  const around = moved({ x: 0, y: 0, width: 16384, height: 8192 }, moveAt([quarter], 0));
  expect(around).toEqual({ x: ONE - 8192, y: 0, width: 8192, height: 16384 });
});
