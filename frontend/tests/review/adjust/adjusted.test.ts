import { expect, test } from "vitest";
import { NEUTRAL } from "../../../src/engine";
import { adjustedSides, isAdjusted, stopsText } from "../../../src/review/adjust/adjusted";

test("neutral changes nothing, and each setting away from it does", () => {
  expect(isAdjusted({ ...NEUTRAL })).toBe(false);
  expect(isAdjusted({ ...NEUTRAL, exposure: -0.25 })).toBe(true);
  expect(isAdjusted({ ...NEUTRAL, gamma: 1.05 })).toBe(true);
  expect(isAdjusted({ ...NEUTRAL, saturation: 0 })).toBe(true);
  expect(isAdjusted({ ...NEUTRAL, channel: "luma" })).toBe(true);
  expect(isAdjusted({ ...NEUTRAL, falseColor: true })).toBe(true);
});

test("only the sides that are changed are named", () => {
  expect(adjustedSides([NEUTRAL, { ...NEUTRAL, exposure: 1 }, NEUTRAL])).toEqual([1]);
});

test.each([
  [0, "0"],
  [1.5, "+1.5"],
  [-0.25, "−0.25"],
])("%f stops are written %s", (stops, text) => {
  expect(stopsText(stops)).toBe(text);
});
