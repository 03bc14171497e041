import { expect, test } from "vitest";
import { panesOf, sideAt } from "../../src/review/stage/panes";

const SIDES = ["source", "version:v1:restored"];

test("a wipe shows the left side up to the line and the right one from there", () => {
  const panes = panesOf({ kind: "wipe", position: 0.25 }, SIDES);
  expect(panes).toEqual([
    { side: "source", from: 0, to: 0.25 },
    { side: "version:v1:restored", from: 0.25, to: 1 },
  ]);
  expect([0, 0.249, 0.25, 1].map((place) => sideAt(panes, place))).toEqual(["source", "source", SIDES[1], SIDES[1]]);
});

test("one side alone fills the stage", () => {
  expect(panesOf({ kind: "single", side: 1 }, SIDES)).toEqual([{ side: SIDES[1], from: 0, to: 1 }]);
  expect(panesOf({ kind: "wipe", position: 0.5 }, ["source"])).toEqual([{ side: "source", from: 0, to: 1 }]);
  expect(panesOf({ kind: "single", side: 1 }, ["source"])).toEqual([{ side: "source", from: 0, to: 1 }]);
});

test("before there are sides nothing is seen", () => {
  expect(panesOf(undefined, [])).toEqual([]);
  expect(sideAt([], 0.5)).toBeNull();
});
