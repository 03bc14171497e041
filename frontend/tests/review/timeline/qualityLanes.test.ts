import { expect, test } from "vitest";
import { levelsOf } from "../../../src/review/timeline/qualityLanes.svelte";

test("steps are laid one after the other along the film", () => {
  const levels = levelsOf([{ lane: "flicker", counts: [48, 12], values: [700, null] }]);
  expect(levels.flicker).toEqual([
    { first: 0, count: 48, value: 700 },
    { first: 48, count: 12, value: null },
  ]);
  expect(levels.changed).toEqual([]);
});
