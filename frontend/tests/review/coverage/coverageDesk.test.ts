import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { DrawnReport } from "../../../src/engine";
import { CoverageDesk } from "../../../src/review/coverage/coverageDesk.svelte";
import { WatchLog } from "../../../src/review/coverage/watchLog";
import { AnsweringSite, turns } from "../doubles/answeringSite";

const PLAYING = {
  isPlaying: true,
  speed: 1,
  pacing: "in_time",
  mode: { kind: "single", side: 0 },
  pair: [0, 1],
} as const;
const nothing = { frames: 0, ranges: [] };
const row = (name: string, isOwn: boolean) => ({
  person: { id: name, name },
  is_own: isOwn,
  at_speed: nothing,
  compared: nothing,
});
let site: AnsweringSite;
let log: WatchLog;
let desk: CoverageDesk;
let assembly: string | null;

beforeEach(() => {
  site = new AnsweringSite();
  log = new WatchLog();
  assembly = "a1";
  desk = new CoverageDesk("r", log, () => assembly);
});
afterEach(() => vi.unstubAllGlobals());

function watch(...frames: number[]): void {
  for (const frame of frames) {
    const report: DrawnReport = { frame, sides: [{ side: "source", frame, picture: "proxy", isGlimpse: false }] };
    log.drawn(report, PLAYING, 0);
  }
}

const said = () => site.questions.filter(({ path }) => path.endsWith("/watched"));
const ranges = (index: number) => said()[index]?.body.parts.map((part: { ranges: unknown }) => part.ranges);

test("what was watched is said once", async () => {
  watch(5, 6);
  const saying = desk.say();
  expect(said()[0]?.body).toEqual({
    assembly: "a1",
    parts: [{ side: "source", kind: "at_speed", ranges: [[5, 7]] }],
  });
  said()[0]?.answer({});
  await saying;
  await desk.say();
  expect(said().length).toBe(1);
});

test("two that fail on a bad line are both said again with the next", async () => {
  watch(5);
  const first = desk.say();
  watch(9);
  const second = desk.say();
  said()[0]?.drop();
  said()[1]?.drop();
  await Promise.all([first, second]);
  watch(20);
  void desk.say();
  expect(ranges(2)).toEqual([
    [
      [5, 6],
      [9, 10],
      [20, 21],
    ],
  ]);
});

test("what the site refuses for good is not said again with what comes after", async () => {
  watch(5);
  const saying = desk.say();
  said()[0]?.refuse(404);
  await saying;
  watch(9);
  void desk.say();
  expect(ranges(1)).toEqual([[[9, 10]]]);
});

test("until the film is known nothing is lost of what was watched", async () => {
  assembly = null;
  watch(5);
  await desk.say();
  assembly = "a1";
  void desk.say();
  expect(ranges(0)).toEqual([[[5, 6]]]);
});

test("one's own coverage grows on the timeline without being asked for", async () => {
  const loading = desk.load("source");
  await turns();
  site.newest("/coverage?side=source").answer([row("clara", true), row("dita", false)]);
  await loading;
  watch(5);
  void desk.say();
  expect([desk.shown?.at_speed.frames, desk.people[1]?.at_speed.frames]).toEqual([1, 0]);
  desk.chosen = "dita";
  expect(desk.shown?.person.name).toBe("dita");
  expect(desk.ownOf("source")?.person.name).toBe("clara");
  expect(desk.ownOf("version:1:restored")).toBeNull();
});

test("an answer about a side that is not shown any more is dropped", async () => {
  void desk.load("source");
  await turns();
  const slow = site.newest("/coverage?side=source");
  const loading = desk.load("version:1:restored");
  await turns();
  site.newest("/coverage?side=version%3A1%3Arestored").answer([]);
  await loading;
  slow.answer([row("clara", true)]);
  await turns();
  expect(desk.people).toEqual([]);
});
