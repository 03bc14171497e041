import { expect, test } from "vitest";
import { withEdge, withIn, withOut } from "../../../src/review/timeline/loopRange";

test("the first point that is set makes a loop to the end or from the beginning", () => {
  expect(withIn(null, 30, 100)).toEqual({ first: 30, end: 100 });
  expect(withOut(null, 30)).toEqual({ first: 0, end: 31 });
});

test("in and out make the loop, both frames in it", () => {
  expect(withOut(withIn(null, 30, 100), 39)).toEqual({ first: 30, end: 40 });
});

test("a point past the other one takes that back", () => {
  expect(withIn({ first: 10, end: 20 }, 50, 100)).toEqual({ first: 50, end: 100 });
  expect(withOut({ first: 10, end: 20 }, 5)).toEqual({ first: 0, end: 6 });
});

test("an edge that is dragged leaves one frame and stays in the film", () => {
  const loop = { first: 10, end: 20 };
  expect(withEdge(loop, "in", 40, 100)).toEqual({ first: 19, end: 20 });
  expect(withEdge(loop, "in", -5, 100)).toEqual({ first: 0, end: 20 });
  expect(withEdge(loop, "out", 0, 100)).toEqual({ first: 10, end: 11 });
  expect(withEdge(loop, "out", 400, 100)).toEqual({ first: 10, end: 100 });
});
