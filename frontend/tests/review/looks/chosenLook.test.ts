import { expect, test } from "vitest";
import type { StageEntry, StageSchema } from "../../../src/api/types";
import { chooseLook } from "../../../src/review/looks/chosenLook";

const part = { unit: "1/1000", minimum: 0, maximum: 1000, default: 1000, neutral: 0 };
const color: StageSchema = {
  stage: "color",
  plane: "graded",
  version: 1,
  amount: "strength",
  defect_classes: [],
  parameters: { strength: { ...part, default: 0 }, look: part },
};
const entry = (enabled: boolean, strength: number, look: number): StageEntry => ({
  stage: "color",
  enabled,
  parameters: { strength, look },
  overrides: [],
  look: null,
});

test("a look that is chosen where nothing of it would be seen is seen whole", () => {
  const chosen = entry(false, 0, 0);
  chooseLook(color, chosen, "abc");
  expect(chosen).toEqual({ ...entry(true, 1000, 1000), look: "abc" });
});

test("what a person set stays", () => {
  const chosen = entry(true, 700, 300);
  chooseLook(color, chosen, "abc");
  expect(chosen).toEqual({ ...entry(true, 700, 300), look: "abc" });
});

test("taken out, nothing else changes", () => {
  const chosen = { ...entry(true, 700, 300), look: "abc" };
  chooseLook(color, chosen, null);
  expect(chosen).toEqual(entry(true, 700, 300));
});
