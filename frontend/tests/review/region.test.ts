import fc from "fast-check";
import { expect, test } from "vitest";
import { boxOf, pointIn, regionBetween, WHOLE } from "../../src/review/region";

test("a rectangle is the same whichever corner it is drawn from", () => {
  const one = { x: 0.25, y: 0.5 };
  const other = { x: 0.75, y: 0.625 };
  const expected = { x: 16384, y: 32768, width: 32768, height: 8192 };
  expect(regionBetween(one, other)).toEqual(expected);
  expect(regionBetween(other, one)).toEqual(expected);
});

test("a rectangle drawn past the edge ends at the edge", () => {
  expect(regionBetween({ x: -0.2, y: 0.5 }, { x: 1.4, y: 2 })).toEqual({ x: 0, y: 32768, width: WHOLE, height: 32768 });
});

test("a tap outside the picture is one unit inside it", () => {
  expect(regionBetween({ x: 2, y: 2 }, { x: 2, y: 2 })).toEqual({ x: 65535, y: 65535, width: 1, height: 1 });
});

test("any drawing gives whole units inside the picture that cover what was drawn", () => {
  const place = fc.double({ min: -0.5, max: 1.5, noNaN: true });
  fc.assert(
    fc.property(place, place, place, place, (x1, y1, x2, y2) => {
      const region = regionBetween({ x: x1, y: y1 }, { x: x2, y: y2 });
      for (const value of Object.values(region)) {
        expect(Number.isInteger(value)).toBe(true);
      }
      expect(region.width).toBeGreaterThan(0);
      expect(region.height).toBeGreaterThan(0);
      expect(region.x).toBeGreaterThanOrEqual(0);
      expect(region.x + region.width).toBeLessThanOrEqual(WHOLE);
      expect(region.y + region.height).toBeLessThanOrEqual(WHOLE);
    }),
  );
});

test("a region lies where it was drawn, whatever the zoom", () => {
  const picture = { x: -100, y: 40, width: 2000, height: 1000 };
  const region = regionBetween(pointIn(picture, 400, 290), pointIn(picture, 900, 540));
  expect(boxOf(region, picture)).toEqual({ x: 400, y: 290, width: 500, height: 250 });
});
