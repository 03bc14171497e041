import { expect, test } from "vitest";
import { backoffMs } from "../../src/live/backoff";

test("waits double from half a second and stay below twenty seconds", () => {
  expect([0, 1, 2, 3].map((attempt) => backoffMs(attempt, 0.5))).toEqual([500, 1000, 2000, 4000]);
  expect(backoffMs(100, 1)).toBe(18_750);
});

test("pages that lost the connection together do not return together", () => {
  expect([backoffMs(2, 0), backoffMs(2, 1)]).toEqual([1500, 2500]);
});
