import { expect, test } from "vitest";
import type { Note } from "../../../src/api/types";
import { isSame, whatWaits } from "../../../src/review/simple/waiting";

const SHOTS = [
  { first: 0, count: 48, marks: [], reel: 1 },
  { first: 48, count: 10, marks: [], reel: 1 },
];

// Only what the list looks at; the site's notes have far more.
const note = (id: string, first: number, may: Note["may"]) => ({ id, first, end: first + 1, may }) as unknown as Note;

test("notes to verify come first, then the shots that were not looked at, both by frame", () => {
  const notes = [note("late", 90, ["accept", "reopen"]), note("early", 3, ["accept"]), note("others", 1, ["reply"])];
  const waiting = whatWaits(notes, SHOTS, new Set([0]));
  expect(waiting.map((one) => (one.kind === "note" ? one.note.id : one.number))).toEqual(["early", "late", 2]);
  expect(waiting.at(-1)).toEqual({ kind: "shot", number: 2, total: 2, first: 48, end: 58 });
});

test("nothing waits once all is seen", () => {
  expect(whatWaits([], SHOTS, new Set([0, 48]))).toEqual([]);
});

test("the same note or shot is known again in a newer list", () => {
  const [first, second] = whatWaits([note("one", 3, ["accept"])], SHOTS, new Set());
  const [again] = whatWaits([note("one", 3, ["accept", "reopen"])], SHOTS, new Set([0]));
  expect(isSame(first ?? null, again ?? null)).toBe(true);
  expect(isSame(first ?? null, second ?? null)).toBe(false);
  expect(isSame(null, second ?? null)).toBe(false);
});
