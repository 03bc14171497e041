import { beforeAll, expect, test } from "vitest";
import { setLocale } from "../../src/i18n/messages";
import { choiceWarning, parameterText } from "../../src/runs/parameterText";

beforeAll(() => setLocale("en"));

test.each([
  [655, "1/1000", "65.5 %"],
  [384, "1/256 px", "1.5 px"],
  [1, "frames", "1 frame"],
  [2, "times", "×2"],
  [1000, "1/1000 point", "+1 point"],
  [-125, "1/1000 point", "−0.125 points"],
  [0, "1/1000 point", "0 points"],
  [1250, "1/1000 density", "density 1.25"],
  [10_000, "1/10000", "1"],
  [9875, "1/10000", "0.9875"],
  [null, "1/1000", "as for the film"],
])("%s of %s reads %s", (value, unit, text) => {
  expect(parameterText(value, unit)).toBe(text);
});

test("who chooses a method that draws is told that it may invent, and who chooses another is told nothing", () => {
  expect([0, 1].map((tier) => choiceWarning("upscale", "tier", tier))).toEqual(["", ""]);
  expect(choiceWarning("upscale", "tier", 2)).toContain("may never have been on the film");
  expect(choiceWarning("upscale", "tier", 3)).toMatch(/may invent.*minutes a frame/);
});
