import { expect, test } from "vitest";
import {
  columnPeaks,
  columnRuns,
  columnShares,
  firstReaching,
  pixelRuns,
  seen,
} from "../../../src/review/timeline/pixelRuns";

const CELLS = Array.from({ length: 10 }, (_, index) => ({ first: 10 * index, count: 10, value: index }));

test("what a window shows begins with the stretch that reaches into it", () => {
  expect(firstReaching(CELLS, 0)).toBe(0);
  expect(firstReaching(CELLS, 19)).toBe(1);
  expect(firstReaching(CELLS, 100)).toBe(10);
  expect([...seen(CELLS, { first: 15, span: 10 })].map((cell) => cell.first)).toEqual([10, 20]);
});

test("neighbours of one kind are one run", () => {
  const runs = pixelRuns(CELLS, { first: 0, span: 100 }, 200, (cell) => cell.value < 4);
  expect(runs).toEqual([
    { x: 0, width: 80, kind: true },
    { x: 80, width: 120, kind: false },
  ]);
});

test("a frame far away is still a pixel wide", () => {
  const [run] = pixelRuns([{ first: 85_000, count: 1 }], { first: 0, span: 170_000 }, 1000, () => null);
  expect(run).toEqual({ x: 500, width: 1, kind: null });
});

test("of many values on one pixel the greatest is shown", () => {
  expect([...columnPeaks(CELLS, { first: 0, span: 100 }, 2, (cell) => cell.value)]).toEqual([4, 9]);
  expect([...columnPeaks(CELLS, { first: 50, span: 20 }, 4, (cell) => (cell.value === 6 ? null : 7))]).toEqual([
    7, 7, 0, 0,
  ]);
});

test("a column of which half was watched is half full", () => {
  const watched = [
    { first: 0, count: 10 },
    { first: 20, count: 5 },
  ];
  expect([...columnShares(watched, { first: 0, span: 40 }, 4)]).toEqual([1, 0, 0.5, 0]);
});

test("columns of one value are one run, empty ones none", () => {
  expect([...columnRuns(Float64Array.of(0, 2, 2, 3, 0, 2))]).toEqual([
    { x: 1, width: 2, value: 2 },
    { x: 3, width: 1, value: 3 },
    { x: 5, width: 1, value: 2 },
  ]);
});
