import { expect, test } from "vitest";
import type { PlanarPicture } from "../../../src/engine/picture";
import { codesAt, pixelAt } from "../../../src/engine/render/probe";

const GREY: PlanarPicture = {
  kind: "planar",
  frame: 0,
  width: 4,
  height: 2,
  data: Uint8Array.of(16, 235, 126, 126, 16, 16, 255, 0, 128, 128, 128, 128),
};

test("a film point lies in one pixel, at the far edge in the last", () => {
  expect(pixelAt({ x: 0.5, y: 0.49 }, GREY)).toEqual({ x: 2, y: 0 });
  expect(pixelAt({ x: 1, y: 1 }, GREY)).toEqual({ x: 3, y: 1 });
});

test("codes are full range, clipped where the file goes beyond", () => {
  const at = (x: number, y: number) => codesAt(GREY, { x: (x + 0.5) / 4, y: (y + 0.5) / 2 });
  expect(at(0, 0)).toEqual([0, 0, 0]);
  expect(at(1, 0)).toEqual([255, 255, 255]);
  expect(at(2, 0)).toEqual([128, 128, 128]);
  expect([at(2, 1), at(3, 1)]).toEqual([
    [255, 255, 255],
    [0, 0, 0],
  ]);
});

test("where there is no picture there are no codes", () => {
  expect(codesAt({ kind: "missing", frame: 3 }, { x: 0.5, y: 0.5 })).toBeNull();
});
