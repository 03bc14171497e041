import { expect, test } from "vitest";
import { boxOf, pointIn } from "../../src/review/region";

const PICTURE = { x: -100, y: 40, width: 2000, height: 1000 };

test("a place of the picture is the same whatever the zoom", () => {
  expect(pointIn(PICTURE, 400, 290)).toEqual({ x: 0.25, y: 0.25 });
});

test("a region lies in the same share of the picture", () => {
  const region = { x: 16384, y: 16384, width: 16384, height: 16384 };
  expect(boxOf(region, PICTURE)).toEqual({ x: 400, y: 290, width: 500, height: 250 });
});
