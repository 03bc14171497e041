import { beforeAll, expect, test } from "vitest";
import { declaredFacts } from "../../src/film/scanFacts";
import { setLocale } from "../../src/i18n/messages";

beforeAll(() => setLocale("en"));

test("a scan of which nothing was declared says nothing", () => {
  expect(declaredFacts({ infrared: "", pulldown_undone: null })).toEqual([]);
});

test("infrared and what was undone are told", () => {
  const rate = { num: 30_000, den: 1001 };
  const undone = { kind: "fields", rate, frame_count: 300, incomplete: 2, edits: 1, agreement: 0.99 } as const;
  expect(declaredFacts({ infrared: "alpha", pulldown_undone: undone })).toEqual([
    "with infrared in the fourth channel",
    "2:3 pull-down undone: 300 frames at 29.970 frames/s in the medium; 2 with one field only, 1 break in the rhythm",
  ]);
  expect(declaredFacts({ infrared: "IR", pulldown_undone: null })).toEqual(["with infrared plane"]);
});
