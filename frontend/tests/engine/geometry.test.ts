import { describe, expect, test } from "vitest";
import { FIT, toCanvas, toFilm } from "../../src/engine";
import { nextZoom, pan, pictureBox, scaleOf, zoomAt } from "../../src/engine/render/geometry";

const CANVAS = { width: 1000, height: 500 };
const SQUARE = { width: 640, height: 480, pixelAspect: { num: 1, den: 1 } };
const SCOPE = { width: 1828, height: 1556, pixelAspect: { num: 2, den: 1 } };

test("a fitted picture touches two edges and is centred", () => {
  expect(pictureBox(FIT, SQUARE, CANVAS)).toEqual({ x: 167, y: 0, width: 667, height: 500 });
});

test("an anamorphic picture is unsqueezed", () => {
  const box = pictureBox(FIT, SCOPE, CANVAS);
  expect(box.width / box.height).toBeCloseTo((2 * 1828) / 1556, 2);
});

test("1:1 is one pixel for one pixel, on whole pixels", () => {
  const box = pictureBox({ zoom: 1, centre: { x: 0.3, y: 0.7 } }, SQUARE, CANVAS);
  expect(box).toEqual({ x: 308, y: -86, width: 640, height: 480 });
});

describe("zooming", () => {
  test("keeps the film point under the pointer", () => {
    const anchor = { x: 400, y: 200 };
    const held = toFilm(anchor, pictureBox(FIT, SQUARE, CANVAS));
    let view = FIT;
    for (const zoom of [1, 4, 32]) {
      view = zoomAt(view, zoom, anchor, SQUARE, CANVAS);
      const found = toFilm(anchor, pictureBox(view, SQUARE, CANVAS));
      expect(Math.abs(found.x - held.x) * SQUARE.width).toBeLessThan(1.5);
      expect(Math.abs(found.y - held.y) * SQUARE.height).toBeLessThan(1.5);
    }
  });

  test("ends at 32:1", () => {
    expect(zoomAt(FIT, 500, { x: 1, y: 1 }, SQUARE, CANVAS).zoom).toBe(32);
  });

  test("steps from the fitted scale to the next whole one", () => {
    expect(scaleOf(FIT, SQUARE, CANVAS)).toBeCloseTo(500 / 480);
    expect(nextZoom(FIT, 1, SQUARE, CANVAS)).toBe(2);
    expect(nextZoom(FIT, -1, SQUARE, CANVAS)).toBe(1);
    expect(nextZoom({ ...FIT, zoom: 32 }, 1, SQUARE, CANVAS)).toBe(32);
  });
});

describe("panning", () => {
  test("moves the picture with the pointer and stops when its edge is in the middle", () => {
    const view = { zoom: 2, centre: { x: 0.5, y: 0.5 } } as const;
    const before = pictureBox(view, SQUARE, CANVAS);
    const after = pictureBox(pan(view, 30, -20, SQUARE, CANVAS), SQUARE, CANVAS);
    expect([after.x - before.x, after.y - before.y]).toEqual([30, -20]);
    expect(pan(view, 9999, 0, SQUARE, CANVAS).centre.x).toBe(0);
  });

  test("leaves a fitted picture where it is", () => {
    expect(pan(FIT, 10, 10, SQUARE, CANVAS)).toBe(FIT);
  });
});

test("film and canvas points turn into each other", () => {
  const box = pictureBox({ zoom: 4, centre: { x: 0.2, y: 0.9 } }, SQUARE, CANVAS);
  const point = toFilm(toCanvas({ x: 0.25, y: 0.75 }, box), box);
  expect(point.x).toBeCloseTo(0.25);
  expect(point.y).toBeCloseTo(0.75);
});
