import { describe, expect, test } from "vitest";
import { drawnMode, FIRST_MODES, MODE_KINDS, pairWithin, withinRange } from "../../../src/engine/render/mode";

describe("a mode is brought into range", () => {
  test("numbers that a hand dragged too far stop at the end", () => {
    expect(withinRange({ kind: "wipe", position: 1.4, angle: -90 })).toEqual({ kind: "wipe", position: 1, angle: 270 });
    expect(withinRange({ kind: "blend", share: -1 })).toEqual({ kind: "blend", share: 0 });
    expect(withinRange({ kind: "checkerboard", cells: 7.6 })).toEqual({ kind: "checkerboard", cells: 8 });
    expect(withinRange({ kind: "difference", measure: "signed", gain: 1000 })).toMatchObject({ gain: 64 });
    expect(withinRange({ kind: "loupe", at: { x: 2, y: -1 }, radius: 0, factor: 99 })).toEqual({
      kind: "loupe",
      at: { x: 1, y: 0 },
      radius: 8,
      factor: 32,
    });
  });

  test.each(MODE_KINDS)("%s begins in range", (kind) => {
    expect(withinRange(FIRST_MODES[kind])).toEqual(FIRST_MODES[kind]);
  });
});

describe("with one side", () => {
  test("there is nothing to compare", () => {
    for (const kind of MODE_KINDS) {
      const drawn = drawnMode(FIRST_MODES[kind], 1);
      expect(drawn).toEqual(kind === "loupe" ? FIRST_MODES.loupe : { kind: "single", side: 0 });
    }
  });

  test("both of the pair are it", () => {
    expect(pairWithin([0, 1], 1)).toEqual([0, 0]);
  });
});

test("a side that is not there is the last one", () => {
  expect(drawnMode({ kind: "single", side: 3 }, 2)).toEqual({ kind: "single", side: 1 });
  expect(drawnMode({ kind: "single", side: 3 }, 0)).toEqual({ kind: "single", side: 0 });
  expect(pairWithin([3, 1], 3)).toEqual([2, 1]);
});
