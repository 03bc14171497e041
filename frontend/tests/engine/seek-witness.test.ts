import { expect, test } from "vitest";
import { SeekWitness } from "../../src/engine/compatible/seek-witness";

test("a seek is proven by a presentation of its frame after it began", () => {
  const seek = new SeekWitness();
  seek.begin(7, 1000);
  expect([seek.target, seek.isProven]).toEqual([7, false]);
  seek.report(7, 1012);
  expect(seek.isProven).toBe(true);
  seek.end();
  expect([seek.target, seek.isProven]).toEqual([null, false]);
});

test("a late callback of what was shown before the seek proves nothing", () => {
  const seek = new SeekWitness();
  seek.begin(7, 1000);
  seek.report(7, 990);
  expect(seek.isProven).toBe(false);
});

test("an element that went on to another frame has not come yet", () => {
  const seek = new SeekWitness();
  seek.begin(7, 1000);
  seek.report(7, 1004);
  seek.report(8, 1044);
  expect(seek.isProven).toBe(false);
  seek.report(7, 1090);
  expect(seek.isProven).toBe(true);
});
