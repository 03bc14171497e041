import { expect, test } from "vitest";
import { handDraft, handOrder } from "../../src/review/hand/handOrder";

test("a draft begins with the frame that is shown, or with a note's frames", () => {
  expect(handDraft(null, 120)).toEqual({ first: 120, last: 120, handles: 0, kind: "" });
  expect(handDraft({ first: 30, end: 33 }, 120)).toEqual({ first: 30, last: 32, handles: 0, kind: "" });
  expect(handDraft({ first: null, end: null }, 120)).toEqual({ first: 120, last: 120, handles: 0, kind: "" });
});

test("people count the last frame in, the site does not", () => {
  expect(handOrder({ first: 10, last: 12, handles: 2, kind: "" }, null, null)).toEqual({
    frames: { first: 10, end: 13 },
    handles: 2,
  });
});

test("a kind, a note and a version are named where they are chosen", () => {
  expect(handOrder({ first: 0, last: 0, handles: 0, kind: "exr" }, "n", "v")).toEqual({
    frames: { first: 0, end: 1 },
    handles: 0,
    kind: "exr",
    note_id: "n",
    version_id: "v",
  });
});

test.each([
  [5, 4],
  [-1, 3],
  [1.5, 3],
  [Number.NaN, 3],
])("frames %s to %s are no order", (first, last) => {
  expect(handOrder({ first, last, handles: 0, kind: "" }, null, null)).toBeNull();
});
