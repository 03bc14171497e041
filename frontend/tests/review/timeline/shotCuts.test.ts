import { expect, test } from "vitest";
import { neighbourCut } from "../../../src/review/timeline/shotCuts";

const SHOTS = [{ first: 0 }, { first: 40 }, { first: 90 }];

test("the next shot begins after the playhead", () => {
  expect(neighbourCut(SHOTS, 0, 1)).toBe(40);
  expect(neighbourCut(SHOTS, 90, 1)).toBeNull();
});

test("backwards the shot's own beginning comes first", () => {
  expect(neighbourCut(SHOTS, 60, -1)).toBe(40);
  expect(neighbourCut(SHOTS, 40, -1)).toBe(0);
  expect(neighbourCut(SHOTS, 0, -1)).toBeNull();
});
