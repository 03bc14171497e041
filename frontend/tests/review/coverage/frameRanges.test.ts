import { expect, test } from "vitest";
import { FrameRanges, framesIn, merged } from "../../../src/review/coverage/frameRanges";

test("frames that follow each other are one range", () => {
  const frames = new FrameRanges();
  for (const frame of [5, 6, 7, 7, 20, 8]) {
    frames.add(frame);
  }
  expect(frames.merged).toEqual([
    [5, 9],
    [20, 21],
  ]);
});

test("ranges are united in any order", () => {
  expect(
    merged([
      [10, 20],
      [0, 5],
      [5, 7],
      [12, 30],
    ]),
  ).toEqual([
    [0, 7],
    [10, 30],
  ]);
  expect(
    framesIn([
      [0, 7],
      [10, 30],
    ]),
  ).toBe(27);
});
