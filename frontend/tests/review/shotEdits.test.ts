import { expect, test } from "vitest";
import type { Shot, Timeline } from "../../src/api/types";
import {
  cutMoved,
  isSame,
  marked,
  mergedBack,
  nearestCut,
  onAxis,
  placeOf,
  split,
} from "../../src/review/shots/shotEdits";

const SHOTS: Shot[] = [
  { first: 0, count: 10, marks: ["flash"] },
  { first: 10, count: 20, marks: ["freeze"] },
];
const spans = [
  { position: 0, scan: "one", reel: 1, scan_first: 5, count: 10, assembly_first: 0 },
  { position: 1, scan: null, reel: null, scan_first: 0, count: 4, assembly_first: 10 },
  { position: 2, scan: "two", reel: 2, scan_first: 0, count: 6, assembly_first: 14 },
];

test("a cut divides a shot before the frame, and both halves keep its marks", () => {
  expect(split(SHOTS, 15)).toEqual([
    SHOTS[0],
    { first: 10, count: 5, marks: ["freeze"] },
    { first: 15, count: 15, marks: ["freeze"] },
  ]);
  expect(split(SHOTS, 10)).toEqual(SHOTS);
  expect(split(SHOTS, 30)).toEqual(SHOTS);
});

test("a cut moves, and both shots keep a frame at least", () => {
  const cutAt = (frame: number) => cutMoved(SHOTS, 10, frame).map((shot) => [shot.first, shot.count]);
  expect(cutAt(14)).toEqual([
    [0, 14],
    [14, 16],
  ]);
  expect(cutAt(-7)).toEqual([
    [0, 1],
    [1, 29],
  ]);
  expect(cutAt(90)).toEqual([
    [0, 29],
    [29, 1],
  ]);
  expect(cutMoved(SHOTS, 11, 15)).toEqual(SHOTS);
});

test("the nearest cut is where a shot begins, never the scan", () => {
  expect(nearestCut(SHOTS, 2)).toBe(10);
  expect(nearestCut([{ first: 0 }, { first: 10 }, { first: 30 }], 21)).toBe(30);
  expect(nearestCut([{ first: 0 }], 5)).toBeNull();
});

test("joining takes away the cut before, and the shot has the marks of both", () => {
  expect(mergedBack(SHOTS, 15)).toEqual([{ first: 0, count: 30, marks: ["freeze", "flash"] }]);
  expect(mergedBack(SHOTS, 3)).toEqual(SHOTS);
});

test("splitting and joining again gives the same shots", () => {
  expect(isSame(mergedBack(split(SHOTS, 15), 15), SHOTS)).toBe(true);
  expect(isSame(split(SHOTS, 15), SHOTS)).toBe(false);
});

test("marks are put on and taken off the shot of a frame", () => {
  expect(marked(SHOTS, 12, "optical", true)[1]?.marks).toEqual(["freeze", "optical"]);
  expect(marked(SHOTS, 12, "freeze", false)[1]?.marks).toEqual([]);
});

test("an assembly frame is found on its scan, and on none in a slug", () => {
  expect(placeOf(spans, 0)).toEqual({ scan: "one", frame: 5 });
  expect(placeOf(spans, 9)).toEqual({ scan: "one", frame: 14 });
  expect(placeOf(spans, 12)).toBeNull();
  expect(placeOf(spans, 15)).toEqual({ scan: "two", frame: 1 });
});

test("changed shots are drawn where the assembly shows them; other reels stay", () => {
  const shown: Timeline["shots"] = [
    { first: 0, count: 10, marks: [], reel: 1 },
    { first: 14, count: 6, marks: [], reel: 2 },
  ];
  expect(onAxis(shown, spans, "one", SHOTS)).toEqual([
    { first: 0, count: 5, marks: ["flash"], reel: 1 },
    { first: 5, count: 5, marks: ["freeze"], reel: 1 },
    { first: 14, count: 6, marks: [], reel: 2 },
  ]);
});
