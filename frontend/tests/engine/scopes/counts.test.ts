import { describe, expect, test } from "vitest";
import { type CountedPart, count, LEVELS, SCOPE_COLUMNS } from "../../../src/engine/scopes/counts";

/** Left half black, right half white, no colour. */
const HALVES: CountedPart = {
  layout: "planar",
  width: 4,
  height: 2,
  left: 0,
  pictureWidth: 4,
  data: Uint8Array.of(16, 16, 235, 235, 16, 16, 235, 235, 128, 128, 128, 128),
};
/** One pure red pixel beside a middle grey one. */
const RED_AND_GREY: CountedPart = {
  layout: "rgba",
  width: 2,
  height: 1,
  left: 0,
  pictureWidth: 2,
  data: Uint8ClampedArray.of(255, 0, 0, 255, 128, 128, 128, 255),
};

function filled(counts: Uint32Array): [place: number, count: number][] {
  return [...counts].flatMap((value, place): [number, number][] => (value > 0 ? [[place, value]] : []));
}

describe("planes", () => {
  test("a waveform stands over its columns", () => {
    const counts = count("waveform", [HALVES]);
    if (counts.kind !== "waveform") throw new Error(counts.kind);
    expect(filled(counts.luma)).toEqual([
      [0, 2],
      [(SCOPE_COLUMNS / 4) * LEVELS, 2],
      [(SCOPE_COLUMNS / 2) * LEVELS + 255, 2],
      [((SCOPE_COLUMNS * 3) / 4) * LEVELS + 255, 2],
    ]);
  });

  test("a histogram forgets where", () => {
    const counts = count("histogram", [HALVES]);
    if (counts.kind !== "histogram") throw new Error(counts.kind);
    for (const part of [counts.luma, counts.red, counts.green, counts.blue]) {
      expect(filled(part)).toEqual([
        [0, 4],
        [255, 4],
      ]);
    }
  });

  test("grey is the middle of the vectorscope, counted once for each chroma sample", () => {
    const counts = count("vectorscope", [HALVES]);
    if (counts.kind !== "vectorscope") throw new Error(counts.kind);
    expect(filled(counts.chroma)).toEqual([[128 * LEVELS + 128, 2]]);
  });
});

describe("a display-ready picture", () => {
  test("has its primaries side by side", () => {
    const counts = count("parade", [RED_AND_GREY]);
    if (counts.kind !== "parade") throw new Error(counts.kind);
    const right = (SCOPE_COLUMNS / 2) * LEVELS;
    expect(filled(counts.red)).toEqual([
      [255, 1],
      [right + 128, 1],
    ]);
    expect(filled(counts.blue)).toEqual([
      [0, 1],
      [right + 128, 1],
    ]);
  });

  test("has full red at the end of Cr", () => {
    const counts = count("vectorscope", [RED_AND_GREY]);
    if (counts.kind !== "vectorscope") throw new Error(counts.kind);
    expect(filled(counts.chroma)).toEqual([
      [128 * LEVELS + 128, 1],
      [240 * LEVELS + 102, 1],
    ]);
  });
});

describe("a still in tiles", () => {
  const GREY = 514;
  const deep = (left: number, green: number, blue: number, red: number): CountedPart => ({
    layout: "deep",
    bits: 10,
    width: 1,
    height: 1,
    left,
    pictureWidth: 2,
    data: Uint16Array.of(green, blue, red),
  });
  const TILES = [deep(0, GREY, GREY, GREY), deep(1, 0, 0, 1023)];

  test("is counted as one picture, each tile over its own columns", () => {
    const counts = count("parade", TILES);
    if (counts.kind !== "parade") throw new Error(counts.kind);
    const right = (SCOPE_COLUMNS / 2) * LEVELS;
    expect(filled(counts.red)).toEqual([
      [128, 1],
      [right + 255, 1],
    ]);
    expect(filled(counts.green)).toEqual([
      [128, 1],
      [right, 1],
    ]);
  });

  test("has the chroma of its own codes", () => {
    const counts = count("vectorscope", TILES);
    if (counts.kind !== "vectorscope") throw new Error(counts.kind);
    expect(filled(counts.chroma)).toEqual([
      [128 * LEVELS + 128, 1],
      [240 * LEVELS + 102, 1],
    ]);
  });
});
