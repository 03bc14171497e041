import { beforeAll, expect, test } from "vitest";
import { setLocale } from "../../src/i18n/messages";
import { changeWords, reasonWords } from "../../src/runs/plainWords";

beforeAll(() => setLocale("en"));

test.each([
  ["a stage", { code: "stage_off", stage: "upscale" }, "Upscale is switched off"],
  [
    "a parameter in people's unit",
    {
      code: "parameter",
      stage: "dust",
      parameter: "sensitivity",
      before: 500,
      after: 655,
      unit: "1/1000",
      scope: { kind: "frames", scan: "s", first: 10, end: 20 },
    },
    "Dust: Sensitivity from 50 % to 65.5 % in frames 10–19",
  ],
  ["a change newer than this page", { code: "moon_phase" }, "moon_phase"],
])("a recipe change in plain words: %s", (_case, change, words) => {
  expect(changeWords(change)).toBe(words);
});

test.each([
  ["new_segment", { code: "new_segment" }, "not rendered before"],
  [
    "recipe",
    { code: "recipe_changed", stage: "dust", change: "parameters", parameters: [] },
    "Dust has other settings",
  ],
  ["note", { code: "note", note_id: "n", kind: "protect", stages: ["dust"], change: "added" }, "a note: Protect"],
])("why a segment is rendered: %s", (_case, reason, words) => {
  expect(reasonWords(reason)).toBe(words);
});
