import { describe, expect, test } from "vitest";
import type { Picture, PlanarPicture } from "../../../src/engine/picture";
import { codesAt, type ProbedSide, pixelAt, probeSide } from "../../../src/engine/render/probe";
import { SharedImage } from "../../../src/engine/shared-image";
import type { Still } from "../../../src/engine/stills/still";

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

describe("a side", () => {
  const RASTER = { width: 8, height: 4 };
  const SIDE: ProbedSide = { picture: GREY, still: null, crop: null, raster: RASTER };
  const MIDDLE = { x: 0.55, y: 0.3 };
  const CROP = { x: 4, y: 0, width: 4, height: 2, picture_width: 8, picture_height: 4 };
  const STILL: Still = {
    frame: 0,
    ...RASTER,
    bitDepth: 10,
    bits: 10,
    tiles: [{ x: 4, y: 1, width: 2, height: 1, pixels: { bits: 10, planes: Uint16Array.of(1, 2, 3, 4, 1023, 6) } }],
  };

  test("has the pixel of its own raster and the codes of its proxy", () => {
    expect(probeSide(SIDE, MIDDLE)).toEqual({ at: MIDDLE, x: 4, y: 1, codes: [128, 128, 128], picture: "proxy" });
  });

  test("under a still has the codes of its tile, and those of the proxy beside it", () => {
    const side = { ...SIDE, still: STILL };
    expect(probeSide(side, MIDDLE)).toEqual({ at: MIDDLE, x: 4, y: 1, codes: [255, 0, 1], picture: "still" });
    expect(probeSide(side, { x: 0.55, y: 0.8 })).toMatchObject({ x: 4, y: 3, picture: "proxy" });
  });

  test("in a motion window has the codes at the same place of the whole picture, and none outside", () => {
    const side = { ...SIDE, crop: CROP };
    expect(probeSide(side, { x: 0.55, y: 0.1 })).toMatchObject({ x: 4, y: 0, codes: [0, 0, 0], picture: "window" });
    expect(probeSide(side, { x: 0.7, y: 0.1 })).toMatchObject({ x: 5, codes: [255, 255, 255] });
    expect(probeSide(side, { x: 0.45, y: 0.1 })).toMatchObject({ x: 3, codes: null, picture: "none" });
    expect(probeSide(side, { x: 0.55, y: 0.6 })).toMatchObject({ y: 2, codes: null, picture: "none" });
  });

  test("without a picture says so", () => {
    expect(probeSide({ ...SIDE, picture: undefined }, MIDDLE)).toMatchObject({ codes: null, picture: "none" });
    const missing = { kind: "missing", frame: 1 } as const;
    expect(probeSide({ ...SIDE, picture: missing }, MIDDLE)).toMatchObject({ codes: null, picture: "missing" });
  });

  test("whose bitmap was closed has no codes", () => {
    const image = new SharedImage({ width: 0, height: 0, close: () => undefined });
    const closed: Picture = { kind: "image", frame: 0, width: 4, height: 2, image };
    expect(probeSide({ ...SIDE, picture: closed }, MIDDLE)).toMatchObject({ codes: null, picture: "none" });
  });
});
