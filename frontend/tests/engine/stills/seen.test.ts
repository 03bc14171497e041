import { expect, test } from "vitest";
import { FIRST_MODES, type Mode } from "../../../src/engine/render/mode";
import { panesOf } from "../../../src/engine/render/pane";
import { seenPart, stillPart } from "../../../src/engine/stills/seen";
import { contains, coveredBy, type Still } from "../../../src/engine/stills/still";

const CANVAS = { width: 400, height: 300 };
const SIZE = { width: 2000, height: 1000 };
const RASTER = { ...SIZE, pixelAspect: { num: 1, den: 1 } };
const MIDDLE = { zoom: 1, centre: { x: 0.5, y: 0.5 } } as const;

function seen(side: number, mode: Mode, view: Parameters<typeof panesOf>[1] = MIDDLE, size = SIZE) {
  const panes = panesOf({ mode, pair: [0, 1], count: 2 }, view, RASTER, CANVAS);
  return seenPart(side, { mode, pair: [0, 1], panes, fits: [] }, size);
}

test("at 1:1 as many pixels are seen as the canvas has", () => {
  expect(seen(0, FIRST_MODES.wipe)).toEqual({ x: 800, y: 350, width: 400, height: 300 });
  expect(seen(1, FIRST_MODES.wipe)).toEqual({ x: 800, y: 350, width: 400, height: 300 });
});

test("fitted, all of the picture is", () => {
  const fit = { zoom: "fit", centre: { x: 0.5, y: 0.5 } } as const;
  expect(seen(0, FIRST_MODES.wipe, fit)).toEqual({ x: 0, y: 0, ...SIZE });
});

test("a side of another size shows the same part of the film", () => {
  const half = { width: 1000, height: 500 };
  expect(seen(1, FIRST_MODES.wipe, MIDDLE, half)).toEqual({ x: 400, y: 175, width: 200, height: 150 });
});

test("a side that is not shown has no part of it seen; laid over another it has", () => {
  expect(seen(1, { kind: "single", side: 0 })).toBeNull();
  expect(seen(1, FIRST_MODES.blend)).toEqual(seen(0, FIRST_MODES.blend));
});

test("of a reference that is fitted into the film, what lies there is seen", () => {
  const mode = FIRST_MODES.wipe;
  const panes = panesOf({ mode, pair: [0, 1], count: 2 }, MIDDLE, RASTER, CANVAS);
  const fits = [null, { x: 0.25, y: 0, width: 0.5, height: 1 }];
  const small = { width: 500, height: 500 };
  expect(seenPart(1, { mode, pair: [0, 1], panes, fits }, small)).toEqual({ x: 150, y: 175, width: 200, height: 150 });
});

test("a picture that was moved off the canvas is not seen", () => {
  const corner = { zoom: 4, centre: { x: 0, y: 0 } } as const;
  expect(seen(0, FIRST_MODES.wipe, corner)).toEqual({ x: 0, y: 0, width: 50, height: 38 });
});

test("where grain is measured, more than what is seen has a say, in pixels of the coarser side", () => {
  const mode: Mode = { kind: "difference", measure: "grain", gain: 4 };
  const panes = panesOf({ mode, pair: [0, 1], count: 2 }, MIDDLE, RASTER, CANVAS);
  const scene = { mode, pair: [0, 1], panes, fits: [] } as const;
  const half = { width: 1000, height: 500 };
  expect(seenPart(0, scene, SIZE)).toEqual({ x: 800, y: 350, width: 400, height: 300 });
  expect(stillPart(0, scene, SIZE, [SIZE, SIZE])).toEqual({ x: 692, y: 242, width: 616, height: 516 });
  expect(stillPart(0, scene, SIZE, [SIZE, half])).toEqual({ x: 584, y: 134, width: 832, height: 732 });
  expect(stillPart(1, scene, half, [SIZE, half])).toEqual({ x: 292, y: 67, width: 416, height: 366 });
  const wipe = { ...scene, mode: FIRST_MODES.wipe };
  expect(stillPart(0, wipe, SIZE, [SIZE, SIZE])).toEqual(seenPart(0, wipe, SIZE));
});

test("a still is exact only where its tiles cover all that is seen", () => {
  const tile = { width: 512, height: 512, pixels: { bits: 10, planes: new Uint16Array() } };
  const still: Still = {
    frame: 3,
    ...SIZE,
    bitDepth: 10,
    bits: 10,
    tiles: [
      { ...tile, x: 512, y: 0 },
      { ...tile, x: 1024, y: 0 },
    ],
  };
  const covered = coveredBy(still);
  expect(covered).toEqual({ x: 512, y: 0, width: 1024, height: 512 });
  expect(contains(covered, { x: 512, y: 0, width: 1024, height: 512 })).toBe(true);
  expect(contains(covered, { x: 511, y: 0, width: 10, height: 10 })).toBe(false);
  expect(contains(covered, { x: 1500, y: 500, width: 37, height: 12 })).toBe(false);
});
