import { expect, test } from "vitest";
import type { ParameterSchema, StageEntry, StageSchema } from "../../src/api/types";
import {
  byPlane,
  choicesOf,
  controlOf,
  defaultsOf,
  groupsOf,
  isAtDefaults,
  isIdle,
  movedBy,
  typedValue,
} from "../../src/review/recipe/stageSettings";

const parameter = (unit: string, minimum: number, maximum: number): ParameterSchema => ({
  unit,
  minimum,
  maximum,
  default: maximum,
  neutral: minimum,
});
const stage = (name: string, plane: StageSchema["plane"], parameters: string[]): StageSchema => ({
  stage: name,
  plane,
  version: 1,
  amount: "strength",
  defect_classes: [],
  parameters: Object.fromEntries(parameters.map((one) => [one, parameter("1/1000", 0, 1000)])),
});
const entry = (parameters: Record<string, number>): StageEntry => ({
  stage: "dust",
  enabled: true,
  parameters,
  overrides: [],
  look: null,
});

test("stages stand under their plane, in the order of the chain", () => {
  const stages = [stage("dust", "restored", []), stage("degrain", "enhanced", []), stage("regrain", "enhanced", [])];
  expect(byPlane(stages).map(({ plane, stages: its }) => [plane, its.map((one) => one.stage)])).toEqual([
    ["restored", ["dust"]],
    ["enhanced", ["degrain", "regrain"]],
  ]);
});

test("colour is set group by group, and a parameter that no group names is not lost", () => {
  const colour = stage("color", "graded", ["strength", "fade", "density", "red", "tint"]);
  expect(groupsOf(colour)).toEqual([
    { code: "", names: ["strength", "tint"] },
    { code: "fade", names: ["fade"] },
    { code: "points", names: ["density", "red"] },
  ]);
  expect(groupsOf(stage("dust", "restored", ["strength", "red"]))).toEqual([{ code: "", names: ["strength", "red"] }]);
});

test.each([
  ["a switch", parameter("choice", 0, 1), "switch"],
  ["a few choices", parameter("choice", 0, 4), "choice"],
  ["a number of a pattern", parameter("choice", 0, 1_000_000), "number"],
  ["printer points", parameter("1/1000 point", -25_000, 25_000), "points"],
  ["a factor", parameter("1/10000", 0, 40_000), "number"],
  ["a few pixels", parameter("px", 1, 28), "slider"],
  ["an area", parameter("px", 1, 200_000), "number"],
  ["a part", parameter("1/1000", 0, 1000), "slider"],
])("%s has its control", (_case, described, control) => {
  expect(controlOf(described)).toBe(control);
});

test.each([
  ["1.25", 12_500],
  ["0", 0],
  ["", null],
  ["x", null],
  ["4.1", null],
  ["-1", null],
])("typed %j", (text, value) => {
  expect(typedValue(parameter("1/10000", 0, 40_000), text)).toBe(value);
});

test("steps end where the range ends", () => {
  const points = parameter("1/1000 point", -25_000, 25_000);
  expect([movedBy(points, 0, -250), movedBy(points, 24_900, 250)]).toEqual([-250, 25_000]);
});

test("defaults are told and given back by name", () => {
  const schema = stage("dust", "restored", ["strength", "sensitivity"]);
  const changed = entry({ strength: 1000, sensitivity: 400 });
  expect(defaultsOf(schema, ["sensitivity"])).toEqual({ sensitivity: 1000 });
  expect([isAtDefaults(schema, changed, ["strength"]), isAtDefaults(schema, changed, ["sensitivity"])]).toEqual([
    true,
    false,
  ]);
});

test("a stage is idle while its amount is at its neutral", () => {
  const schema = stage("dust", "restored", ["strength"]);
  expect([isIdle(schema, entry({ strength: 0 })), isIdle(schema, entry({ strength: 1 }))]).toEqual([true, false]);
});

test("a choice offers what this installation has", () => {
  const tier = { minimum: 0, maximum: 2, default: 0, neutral: 0, unit: "choice" };
  expect(choicesOf(tier)).toEqual([0, 1, 2]);
  expect(choicesOf({ ...tier, lacking: [1] })).toEqual([0, 2]);
});

test("a switch whose network is not installed is not offered", () => {
  const tear = stage("tear", "restored", ["strength"]);
  const rebuilding = { minimum: 0, maximum: 1, default: 0, neutral: 0, unit: "choice" };
  const offered = (lacking: number[]) =>
    groupsOf({ ...tear, parameters: { ...tear.parameters, rebuilding: { ...rebuilding, lacking } } })[0]?.names;
  expect(offered([])).toEqual(["strength", "rebuilding"]);
  expect(offered([1])).toEqual(["strength"]);
});

test("what only a generative model reads is a group of its own, where there is one", () => {
  const upscale = stage("upscale", "enhanced", ["scale", "tier", "noise_strength", "steps", "seed"]);
  const codes = (models: string[]) => groupsOf({ ...upscale, models }).map((group) => [group.code, group.names.length]);
  expect(codes(["film-tiny"])).toEqual([
    ["", 2],
    ["drawing", 3],
  ]);
  expect(codes([])).toEqual([["", 2]]);
});
