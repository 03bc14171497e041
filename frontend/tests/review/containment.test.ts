import { expect, test } from "vitest";
import type { VersionSegment } from "../../src/api/types";
import { containmentOf, flagsOf } from "../../src/review/containment";

const segment = (more: Partial<VersionSegment>): VersionSegment => ({
  position: 0,
  assembly_first: 0,
  count: 48,
  is_rendered: false,
  restored: null,
  enhanced: null,
  graded: null,
  flags: {},
  leak: {},
  protected: {},
  ...more,
});

test("kept segments count as kept, and nothing leaks from them", () => {
  expect(containmentOf([segment({}), segment({ is_rendered: true })])).toEqual({
    rendered: 1,
    total: 2,
    leakFrames: 0,
    leakCode: 0,
    protectedPixels: 0,
    protectedChanged: 0,
  });
});

test("leaks and protected pixels are summed, the largest change is kept", () => {
  const leaking = segment({ leak: { frames: 2, max_code: 9 }, protected: { pixels: 100, changed: 1 } });
  const small = segment({ leak: { frames: 1, max_code: 4 }, protected: { pixels: 50, changed: 0 } });
  expect(containmentOf([leaking, small])).toMatchObject({
    leakFrames: 3,
    leakCode: 9,
    protectedPixels: 150,
    protectedChanged: 1,
  });
});

test("what stages said of frames is gathered by code", () => {
  const segments = [
    segment({ flags: { lost_frame_rebuilt: [3] } }),
    segment({ flags: { infrared_shows_picture: [50], lost_frame_rebuilt: [60, 61] } }),
  ];
  expect(flagsOf(segments)).toEqual([
    ["infrared_shows_picture", [50]],
    ["lost_frame_rebuilt", [3, 60, 61]],
  ]);
});
