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
  [
    "detail that AI added and a person rejected",
    {
      code: "rejected",
      note_id: "n",
      stage: "upscale",
      parameter: "fidelity",
      unit: "1/1000",
      percent: 62,
      before: 500,
      after: 750,
      scope: { kind: "frames", scan: "s", first: 8, end: 12 },
    },
    "Detail that AI added, 62 % of the marked place: Fidelity (part that is not drawn) from 50 % to 75 % on average in frames 8–11",
  ],
  [
    "a choice",
    { code: "parameter", stage: "stabilise", parameter: "border", before: 1, after: 2, unit: "choice", scope: null },
    "Stabilise: Picture edge from neighbouring frames to black",
  ],
  [
    "printer points",
    { code: "parameter", stage: "color", parameter: "red", before: 0, after: -1250, unit: "1/1000 point", scope: null },
    "Colour: Red / cyan from 0 points to −1.25 points",
  ],
  [
    "a value that no longer differs in a shot",
    {
      code: "parameter",
      stage: "tear",
      parameter: "strength",
      before: 1000,
      after: null,
      unit: "1/1000",
      scope: { kind: "shot", scan: "s", first: 48 },
    },
    "Tears: Strength from 100 % to as for the film in the shot from frame 48",
  ],
  [
    "a first look file",
    { code: "look", stage: "color", before: null, after: "ab", scope: null },
    "Colour: a look file is put in",
  ],
  [
    "another look file",
    { code: "look", stage: "color", before: "ab", after: "cd", scope: null },
    "Colour: another look file is put in",
  ],
  [
    "no look file any more",
    { code: "look", stage: "color", before: "ab", after: null, scope: null },
    "Colour: the look file is taken out",
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
  ["coding", { code: "coding_changed" }, "the scan's coding was corrected"],
  ["look", { code: "look_changed", stage: "color" }, "Colour has another look file"],
  [
    "patches",
    { code: "patches_changed", stage: "hand_repair", frames: [4, 7] },
    "Hand repair: painted pixels changed in 2 frames",
  ],
  ["note", { code: "note", note_id: "n", kind: "protect", stages: ["dust"], change: "added" }, "a note: Protect"],
])("why a segment is rendered: %s", (_case, reason, words) => {
  expect(reasonWords(reason)).toBe(words);
});
