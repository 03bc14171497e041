import { expect, test } from "vitest";
import { adjustmentWithinRange, FALSE_COLOR_BANDS, NEUTRAL } from "../../../src/engine/render/adjustment";
import { fragmentSource } from "../../../src/engine/render/mode-shader";
import { permutationKey, type SideShading, tapsFor } from "../../../src/engine/render/permutation";

const PLAIN: SideShading = {
  material: "planar",
  taps: 1,
  exact: null,
  exactTaps: 0,
  exposure: false,
  gamma: false,
  saturation: false,
  channel: "all",
  falseColor: false,
};

test("adjustments stop at their ends", () => {
  expect(adjustmentWithinRange({ ...NEUTRAL, exposure: 9, gamma: 0, saturation: -1 })).toEqual({
    ...NEUTRAL,
    exposure: 4,
    gamma: 0.25,
    saturation: 0,
  });
  expect(adjustmentWithinRange(NEUTRAL)).toEqual(NEUTRAL);
});

test("false colour's bands follow each other and reach to the end", () => {
  const limits = FALSE_COLOR_BANDS.map(({ below }) => below);
  expect(limits).toEqual([...limits].sort((one, other) => one - other));
  expect(limits.at(-1)).toBe(Number.POSITIVE_INFINITY);
});

test("what is neutral is not in the program", () => {
  const plain = fragmentSource({ mode: "single", a: PLAIN, b: null });
  expect(plain).not.toMatch(/Exposure|Gamma|Saturation|bColor|pow/);
  const changed = fragmentSource({ mode: "single", a: { ...PLAIN, gamma: true }, b: null });
  expect(changed).toContain("aGamma");
  expect(changed).not.toContain("aExposure");
});

test("every permutation is a program of its own", () => {
  const keys = [
    { mode: "single", a: PLAIN, b: null },
    { mode: "single", a: { ...PLAIN, taps: 0 }, b: null },
    { mode: "wipe", a: PLAIN, b: PLAIN },
    { mode: "wipe", a: PLAIN, b: { ...PLAIN, channel: "red" } },
  ] as const;
  expect(new Set(keys.map(permutationKey)).size).toBe(keys.length);
});

test("film pixels are even blocks when enlarged, and all counted when made smaller", () => {
  expect([tapsFor(0.25, false), tapsFor(1, false), tapsFor(1, true)]).toEqual([0, 0, 1]);
  expect([1.01, 2, 2.1, 3.7, 5, 8, 30].map((density) => tapsFor(density, false))).toEqual([2, 2, 3, 4, 6, 8, 8]);
});
