import { expect, test } from "vitest";
import type { RecipeBody, ScopedParameters, StageSchema } from "../../src/api/types";
import { recipeBody, recipeDraft } from "../../src/review/recipe/recipeDraft";

const parameter = (value: number, neutral: number) => ({
  default: value,
  neutral,
  minimum: 0,
  maximum: 1000,
  unit: "1/1000",
});
const stage = (name: string): StageSchema => ({
  stage: name,
  plane: "restored",
  version: 1,
  amount: "strength",
  defect_classes: [],
  parameters: { strength: parameter(1000, 0), sensitivity: parameter(600, 500) },
});
const STAGES = [stage("deflicker"), stage("dust")];
const OFF: ScopedParameters = {
  scope: { kind: "shot", scan: "s", first: 48 },
  parameters: {},
  enabled: false,
  look: null,
};
const BODY: RecipeBody = {
  format: 1,
  stages: [{ stage: "dust", enabled: true, parameters: { strength: 800 }, overrides: [OFF], look: null }],
};

test("every stage is offered, in chain order, with every parameter", () => {
  expect(recipeDraft(BODY, STAGES)).toEqual([
    { stage: "deflicker", enabled: false, parameters: { strength: 1000, sensitivity: 600 }, overrides: [], look: null },
    { stage: "dust", enabled: true, parameters: { strength: 800, sensitivity: 500 }, overrides: [OFF], look: null },
  ]);
});

test("a stage that was not listed stays out until it is switched on", () => {
  const draft = recipeDraft(BODY, STAGES);
  expect(recipeBody(BODY, draft).stages.map((entry) => entry.stage)).toEqual(["dust"]);
  const on = draft.map((entry) => ({ ...entry, enabled: true }));
  expect(recipeBody(BODY, on).stages.map((entry) => entry.stage)).toEqual(["deflicker", "dust"]);
});

test("a stage that is switched off stays listed, with its exceptions", () => {
  const off = recipeDraft(BODY, STAGES).map((entry) => ({ ...entry, enabled: false }));
  expect(recipeBody(BODY, off).stages).toEqual([
    { stage: "dust", enabled: false, parameters: { strength: 800, sensitivity: 500 }, overrides: [OFF], look: null },
  ]);
});

test("look files stay where they are", () => {
  const body = {
    ...BODY,
    stages: BODY.stages.map((entry) => ({ ...entry, look: "ab", overrides: [{ ...OFF, look: "cd" }] })),
  };
  expect(recipeBody(body, recipeDraft(body, STAGES)).stages).toEqual([
    {
      stage: "dust",
      enabled: true,
      parameters: { strength: 800, sensitivity: 500 },
      overrides: [{ ...OFF, look: "cd" }],
      look: "ab",
    },
  ]);
});

test("the generative model that was named stays named", () => {
  const body = { ...BODY, stages: BODY.stages.map((entry) => ({ ...entry, model: "archive-x4" })) };
  expect(recipeBody(body, recipeDraft(body, STAGES)).stages.map((entry) => entry.model)).toEqual(["archive-x4"]);
});
