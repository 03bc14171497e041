import { expect, test } from "vitest";
import type { Note } from "../../../src/api/types";
import { rectangleOf, shapeOf } from "../../../src/review/draw/shape";
import { ghostsOf, notesOn, shapesOf } from "../../../src/review/draw/shownShapes";

const REGION = { x: 1, y: 2, width: 3, height: 4 };
const ARROW = shapeOf("arrow", [
  { x: 0, y: 0 },
  { x: 5, y: 5 },
]);
const CIRCLE = { ...shapeOf("ellipse", ARROW.points), steers: true };
const note = (first: number | null, end: number | null, more: object = {}) =>
  ({ first, end, region: REGION, shapes: [], ...more }) as unknown as Note;

test("a region without a shape shows as a rectangle", () => {
  expect(shapesOf(note(1, 2))).toEqual([rectangleOf(REGION)]);
  expect(shapesOf(note(1, 2, { shapes: [ARROW] }))).toEqual([rectangleOf(REGION), ARROW]);
  expect(shapesOf(note(1, 2, { shapes: [ARROW, CIRCLE] }))).toEqual([ARROW, CIRCLE]);
  expect(shapesOf(note(1, 2, { region: null }))).toEqual([]);
});

test("notes show on all their frames and nowhere else", () => {
  const one = note(10, 12);
  expect([9, 10, 11, 12].map((frame) => notesOn([one], frame).length)).toEqual([0, 1, 1, 0]);
  expect(notesOn([note(null, null), note(10, 12, { region: null })], 10)).toEqual([]);
});

test("ghosts are the nearest notes before and after", () => {
  const [far, before, also, here, after] = [note(1, 3), note(5, 9), note(7, 9), note(10, 12), note(14, 15)];
  const all = [far, before, also, here, after];
  expect(ghostsOf(all, 10)).toEqual([before, also, after]);
  expect(ghostsOf(all, 13)).toEqual([here, after]);
  expect(ghostsOf(all, 9)).toEqual([before, also, here]);
});

test("notes farther than two seconds are no neighbours, nor are those without shapes", () => {
  expect(ghostsOf([note(0, 1), note(200, 201), note(null, null)], 100)).toEqual([]);
  expect(ghostsOf([note(99, 100, { region: null })], 100)).toEqual([]);
});
