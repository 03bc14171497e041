import { expect, test } from "vitest";
import { fitBox, fitOf, fitPoint } from "../../../src/engine/render/fit";
import { manifestOf } from "../manifests";

const RASTER = { width: 2000, height: 1000, pixelAspect: { num: 1, den: 1 } };
const BOX = { x: 100, y: 50, width: 400, height: 200 };

const copy = (width: number, height: number, aspect = { num: 1, den: 1 }) =>
  fitOf({ ...manifestOf([48]), is_reference: true, width, height, pixel_aspect: aspect }, RASTER);

test("a reference of another shape is fitted into the film's picture, in its middle", () => {
  expect(copy(500, 500)).toEqual({ x: 0.25, y: 0, width: 0.5, height: 1 });
  expect(copy(800, 200)).toEqual({ x: 0, y: 0.25, width: 1, height: 0.5 });
  expect(fitBox(BOX, copy(800, 200))).toEqual({ x: 100, y: 100, width: 400, height: 100 });
});

test("its own pixel aspect counts", () => {
  const squeezed = copy(720, 576, { num: 16, den: 15 });
  expect(squeezed?.width).toBeCloseTo(2 / 3);
});

test("the film's own pictures, and references of its shape, lie all over it", () => {
  expect(copy(1000, 500)).toBeNull();
  expect(copy(1000, 503)).toBeNull();
  expect(fitOf({ ...manifestOf([48]), width: 720, height: 540 }, RASTER)).toBeNull();
  expect(fitBox(BOX, null)).toBe(BOX);
});

test("a film point is another place in a fitted picture", () => {
  const fit = copy(800, 200);
  expect(fitPoint({ x: 0.5, y: 0.5 }, fit)).toEqual({ x: 0.5, y: 0.5 });
  expect(fitPoint({ x: 0, y: 0 }, fit)).toEqual({ x: 0, y: -0.5 });
  expect(fitPoint({ x: 0.3, y: 0.4 }, null)).toEqual({ x: 0.3, y: 0.4 });
});
