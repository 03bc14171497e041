import { beforeAll, expect, test } from "vitest";
import { setLocale } from "../../../src/i18n/messages";
import { reelAt, viewingWords } from "../../../src/review/viewing/viewingWords";

const reel = { first: 10, count: 5, reel: 1, name: "", is_negative: false } as const;

beforeAll(() => setLocale("en"));

test("the reel of a frame is found, and none on a slug", () => {
  const reels = [{ ...reel, element_kind: "print", coding: "display" } as const];
  expect([9, 10, 14, 15].map((frame) => reelAt(reels, frame)?.reel ?? null)).toEqual([null, 1, 1, null]);
});

test("element and viewing transform are named", () => {
  expect(viewingWords({ ...reel, element_kind: "print", coding: "display" })).toBe("Print · shown as scanned");
  expect(
    viewingWords({ ...reel, element_kind: "camera_negative", coding: "printing_density", is_negative: true }),
  ).toBe("Camera negative · printing density of a negative, seen as a print");
});
