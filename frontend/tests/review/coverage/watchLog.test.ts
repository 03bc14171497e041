import { expect, test } from "vitest";
import { STANDING_MS, WatchLog } from "../../../src/review/coverage/watchLog";

type Report = Parameters<WatchLog["drawn"]>[0];
type How = Parameters<WatchLog["drawn"]>[1];

const PLAYING: How = {
  isPlaying: true,
  speed: 1,
  pacing: "in_time",
  mode: { kind: "wipe", position: 0.5, angle: 0 },
  pair: [0, 1],
};
const STANDING: How = { ...PLAYING, isPlaying: false };
const drawn = (frame: number, picture: Report["sides"][number]["picture"] = "proxy"): Report => ({
  frame,
  sides: ["source", "version:1:restored"].map((side) => ({ side, frame, picture, isGlimpse: false })),
});
const glimpse = (frame: number): Report => ({
  frame,
  sides: drawn(frame).sides.map((side) => ({ ...side, isGlimpse: true })),
});

function watched(...reports: [Report, How, number][]): [string, string, number[][]][] {
  const log = new WatchLog();
  for (const [report, how, now] of reports) {
    log.drawn(report, how, now);
  }
  return log.take(1000).map((part) => [part.kind, part.side, part.ranges]);
}

test("what plays at speed in a wipe is watched and compared on both sides", () => {
  expect(watched([drawn(7), PLAYING, 0], [drawn(8), PLAYING, 40])).toEqual([
    ["at_speed", "source", [[7, 9]]],
    ["at_speed", "version:1:restored", [[7, 9]]],
    ["compared", "source", [[7, 9]]],
    ["compared", "version:1:restored", [[7, 9]]],
  ]);
});

test("one side alone is watched, not compared", () => {
  expect(watched([drawn(7), { ...PLAYING, mode: { kind: "single", side: 1 } }, 0])).toEqual([
    ["at_speed", "version:1:restored", [[7, 8]]],
  ]);
});

test.each([
  ["twice the speed", { ...PLAYING, speed: 2 }],
  ["backwards", { ...PLAYING, speed: -1 }],
])("%s counts for nothing", (_case, how) => {
  expect(watched([drawn(7), how, 0], [drawn(9), how, 40])).toEqual([]);
});

test("every frame, slower than speed, is compared but not watched at speed", () => {
  const kinds = watched([drawn(7), { ...PLAYING, pacing: "every_frame" }, 0]).map(([kind]) => kind);
  expect(kinds).toEqual(["compared", "compared"]);
});

test("a picture that stands is compared, one that a scrub passes is not", () => {
  const sides = watched([drawn(1), STANDING, 0], [drawn(2), STANDING, 40], [drawn(3), STANDING, 40 + STANDING_MS]);
  expect(sides).toEqual([
    ["compared", "source", [[2, 4]]],
    ["compared", "version:1:restored", [[2, 4]]],
  ]);
});

test("a side without a picture was not seen", () => {
  expect(watched([drawn(7, "missing"), PLAYING, 0])).toEqual([]);
});

test("a glimpse that stands is not compared", () => {
  expect(watched([glimpse(7), STANDING, 0], [drawn(7), STANDING, 700], [drawn(8), STANDING, 900])).toEqual([]);
});

test("the picture that takes a glimpse's place is compared once it stood for long enough itself", () => {
  const frames = watched(
    [glimpse(7), STANDING, 0],
    [drawn(7), STANDING, 200],
    [glimpse(9), STANDING, 200 + STANDING_MS],
  );
  expect(frames).toEqual([
    ["compared", "source", [[7, 8]]],
    ["compared", "version:1:restored", [[7, 8]]],
  ]);
});

test("what was taken is not told again", () => {
  const log = new WatchLog();
  log.drawn(drawn(7), PLAYING, 0);
  expect(log.take(10)).toHaveLength(4);
  expect(log.take(20)).toEqual([]);
});

const SINGLE: How = { ...STANDING, mode: { kind: "single", side: 1 } };
const COMPARED = [
  ["compared", "source", [[7, 8]]],
  ["compared", "version:1:restored", [[7, 8]]],
];

function looking(...looks: [How, number][]): [string, string, number[][]][] {
  const log = new WatchLog();
  const [[first, at] = [STANDING, 0], ...later] = looks;
  log.drawn(drawn(7), first, at);
  for (const [how, now] of later) {
    log.looked(how, now);
  }
  return log.take(60_000).map((part) => [part.kind, part.side, part.ranges]);
}

test("a standing picture is compared from when a mode shows both sides of it", () => {
  expect(looking([SINGLE, 0], [STANDING, 1000])).toEqual(COMPARED);
});

test("what a mode showed only in passing was not compared, however long one side stands then", () => {
  expect(looking([STANDING, 0], [SINGLE, STANDING_MS - 1])).toEqual([]);
});

test("moving the wipe over a standing picture does not begin anew", () => {
  const wiped = { ...STANDING, mode: { kind: "wipe", position: 0.7, angle: 0 } } as const;
  expect(looking([STANDING, 0], [wiped, STANDING_MS - 1], [PLAYING, STANDING_MS])).toEqual(COMPARED);
});

test("a picture that goes on standing is said once", () => {
  const log = new WatchLog();
  log.drawn(drawn(7), STANDING, 0);
  expect(log.take(STANDING_MS).length).toBe(2);
  log.looked(STANDING, 2 * STANDING_MS);
  log.drawn(drawn(7, "still"), STANDING, 3 * STANDING_MS);
  expect(log.take(60_000)).toEqual([]);
});
