import fc from "fast-check";
import { expect, test } from "vitest";
import {
  boxAround,
  handlesOf,
  movedBy,
  rectangleOf,
  regionAround,
  reshaped,
  resizedBy,
  shapeOf,
} from "../../../src/review/draw/shape";
import { anyShape, place } from "./drawings";

const at = (x: number, y: number) => ({ x, y });
const BOX = shapeOf("rectangle", [at(100, 200), at(300, 600)]);

test("points are whole units inside the frame", () => {
  expect(shapeOf("arrow", [at(-3, 1.4), at(70000, 1.6)]).points).toEqual([at(0, 1), at(65536, 2)]);
});

test.each([
  [[at(20, 10), at(10, 40)], { x: 10, y: 10, width: 10, height: 30 }],
  [[at(0, 0), at(65536, 65536)], { x: 0, y: 0, width: 65536, height: 65536 }],
  [[at(7, 9), at(7, 9)], { x: 7, y: 9, width: 1, height: 1 }],
  [[at(65536, 65536), at(65536, 65536)], { x: 65535, y: 65535, width: 1, height: 1 }],
])("the page makes the same region as the site of %j", (points, region) => {
  expect(regionAround(shapeOf("ellipse", points))).toEqual(region);
});

test("a region becomes a rectangle that steers exactly that region", () => {
  fc.assert(
    fc.property(place, place, (one, other) => {
      const region = regionAround(shapeOf("rectangle", [one, other]));
      expect(regionAround(rectangleOf(region))).toEqual(region);
      expect(rectangleOf(region).steers).toBe(true);
    }),
  );
});

test("a moved shape keeps its size and stays inside the frame", () => {
  fc.assert(
    fc.property(
      anyShape,
      fc.integer({ min: -70000, max: 70000 }),
      fc.integer({ min: -70000, max: 70000 }),
      (shape, x, y) => {
        const moved = movedBy(shape, { x, y });
        const [before, after] = [boxAround(shape.points), boxAround(moved.points)];
        expect([after.width, after.height]).toEqual([before.width, before.height]);
        expect(Math.min(after.x, after.y)).toBeGreaterThanOrEqual(0);
        expect(Math.max(after.x + after.width, after.y + after.height)).toBeLessThanOrEqual(65536);
      },
    ),
  );
});

test("a shape with room around it comes back to where it was", () => {
  const step = fc.double({ min: -1000, max: 1000, noNaN: true });
  fc.assert(
    fc.property(step, step, (x, y) => {
      const inMiddle = movedBy(BOX, { x: 30000, y: 30000 });
      expect(movedBy(movedBy(inMiddle, { x, y }), { x: -Math.round(x), y: -Math.round(y) })).toEqual(inMiddle);
    }),
  );
});

test("a corner is pulled, the opposite one stays", () => {
  expect(handlesOf(BOX)).toEqual([at(100, 200), at(300, 200), at(300, 600), at(100, 600)]);
  expect(boxAround(reshaped(BOX, 2, at(500, 1000)).points)).toEqual({ x: 100, y: 200, width: 400, height: 800 });
  expect(boxAround(reshaped(BOX, 0, at(200, 100)).points)).toEqual({ x: 200, y: 100, width: 100, height: 500 });
});

test("a corner of a polygon and an end of an arrow are pulled by themselves", () => {
  const polygon = shapeOf("polygon", [at(0, 0), at(10, 0), at(5, 10)]);
  expect(reshaped(polygon, 1, at(40, 4)).points).toEqual([at(0, 0), at(40, 4), at(5, 10)]);
  expect(reshaped(shapeOf("arrow", [at(0, 0), at(9, 9)]), 0, at(3, 1)).points).toEqual([at(3, 1), at(9, 9)]);
});

test("a line is stretched as a whole", () => {
  const line = shapeOf("freehand", [at(0, 0), at(10, 20), at(20, 20)]);
  expect(reshaped(line, 2, at(40, 40)).points).toEqual([at(0, 0), at(20, 40), at(40, 40)]);
});

test("a level line stays level when it is stretched", () => {
  const level = shapeOf("freehand", [at(100, 50), at(200, 50)]);
  expect(reshaped(level, 2, at(300, 90)).points).toEqual([at(100, 50), at(300, 50)]);
});

test("keys resize from the left and top edge", () => {
  expect(boxAround(resizedBy(BOX, at(50, 0)).points)).toEqual({ x: 100, y: 200, width: 250, height: 400 });
  const polygon = shapeOf("polygon", [at(0, 0), at(10, 0), at(0, 10)]);
  expect(resizedBy(polygon, at(10, 0)).points).toEqual([at(0, 0), at(20, 0), at(0, 10)]);
  expect(resizedBy(shapeOf("arrow", [at(5, 5), at(9, 9)]), at(1, 2)).points).toEqual([at(5, 5), at(10, 11)]);
  const words = shapeOf("text", [at(5, 5)], "Here");
  expect(resizedBy(words, at(1, 2))).toEqual(words);
});
