import { expect, test } from "vitest";
import type { RunSegment } from "../../src/api/types";
import { segmentsNow } from "../../src/runs/segmentsNow";

const segment = (position: number, state: RunSegment["state"], more: Partial<RunSegment> = {}): RunSegment => ({
  position,
  assembly_first: position * 48,
  count: 48,
  is_touched: true,
  reasons: [],
  state,
  attempt: 1,
  frames_done: 0,
  error: null,
  leak: { frames: 0, max_code: 0 },
  ...more,
});

const shown = (segments: RunSegment[]) => segments.map((one) => [one.state, one.frames_done]);

test("the segment at work counts the run's frames less those of the segments that are done", () => {
  const rows = [
    segment(0, "done", { is_touched: false }),
    segment(1, "done"),
    segment(2, "ready"),
    segment(3, "ready"),
  ];
  expect(shown(segmentsNow("rendering", rows, { position: 2, framesDone: 60 }))).toEqual([
    ["done", 0],
    ["done", 0],
    ["rendering", 12],
    ["ready", 0],
  ]);
});

test("a segment never counts more frames than it has", () => {
  const rows = [segment(0, "rendering"), segment(1, "rendering")];
  expect(shown(segmentsNow("rendering", rows, { position: 0, framesDone: 90 }))[0]).toEqual(["rendering", 48]);
});

test("in a stopped run nothing is rendering any more", () => {
  const rows = [segment(0, "done"), segment(1, "rendering"), segment(2, "cancelled")];
  expect(segmentsNow("cancelled", rows, null).map((one) => one.state)).toEqual(["done", "cancelled", "cancelled"]);
});

test("without news the rows stand as they are", () => {
  const rows = [segment(0, "rendering", { frames_done: 7 })];
  expect(shown(segmentsNow("rendering", rows, null))).toEqual([["rendering", 7]]);
});
