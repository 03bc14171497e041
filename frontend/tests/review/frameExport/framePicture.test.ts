import { expect, test } from "vitest";
import { wrapped } from "../../../src/review/frameExport/framePicture";

const characters = (text: string) => text.length;

test("a line that fits stays whole", () => {
  expect(wrapped("Project A (1983)", 16, characters)).toEqual(["Project A (1983)"]);
});

test("a long line breaks between words", () => {
  expect(wrapped("A: Scan · B: Version 2, restored", 14, characters)).toEqual([
    "A: Scan · B:",
    "Version 2,",
    "restored",
  ]);
});

test("Chinese breaks between characters", () => {
  expect(wrapped("已作觀看調整不可作批核", 5, characters)).toEqual(["已作觀看調", "整不可作批", "核"]);
});
