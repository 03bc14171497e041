import { expect, test } from "vitest";
import { runningTime, ticks } from "../../../src/review/timeline/ruler";

const labels = (first: number, span: number, width: number, rate = 24) =>
  ticks({ first, span }, width, rate).map((tick) => [tick.frame, tick.label]);

test("a feature is marked in minutes", () => {
  expect(labels(0, 172_800, 1000).slice(0, 3)).toEqual([
    [0, "0:00:00"],
    [14_400, "0:10:00"],
    [28_800, "0:20:00"],
  ]);
});

test("close up every frame has its number", () => {
  expect(labels(100, 12, 1200).slice(0, 3)).toEqual([
    [100, "100"],
    [101, "101"],
    [102, "102"],
  ]);
});

test("seconds of 23.976 frames stand at the nearest frame", () => {
  expect(labels(0, 100, 400, 24_000 / 1001).slice(0, 3)).toEqual([
    [0, "0:00:00"],
    [24, "0:00:01"],
    [48, "0:00:02"],
  ]);
});

test("running time has hours, minutes and seconds", () => {
  expect([runningTime(0), runningTime(59.9), runningTime(3725)]).toEqual(["0:00:00", "0:00:59", "1:02:05"]);
});
