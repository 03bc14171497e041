import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Note } from "../../../src/api/types";
import { Comparison } from "../../../src/review/comparison.svelte";
import { CoverageDesk } from "../../../src/review/coverage/coverageDesk.svelte";
import { shapeOf } from "../../../src/review/draw/shape";
import { NoteDraft } from "../../../src/review/noteDraft.svelte";
import type { Review } from "../../../src/review/review.svelte";
import { SimpleRound } from "../../../src/review/simple/simpleRound.svelte";
import { watchedShots } from "../../../src/review/simple/watchedShots";
import { manifestOf } from "../../engine/manifests";
import { AnsweringSite, turns } from "../doubles/answeringSite";
import { playerWith } from "../doubles/openPlayer";

const SHOTS = [
  { first: 0, count: 40 },
  { first: 40, count: 20 },
];
const VERSION = "version:2:restored";
const REDONE = {
  id: "n1",
  may: ["accept"],
  first: 44,
  end: 46,
  text: "Dust",
  side: "source",
  treatment: null,
  before_version: null,
  after_version: { id: "2", number: 2 },
} as unknown as Note;
let site: AnsweringSite;
let viewer: ReturnType<typeof playerWith>["viewer"];
let review: Review;
let notes: Note[];
/** What the site says that this person has watched at speed. */
let watched: [number, number][];

beforeEach(() => {
  watched = [];
  site = new AnsweringSite((path) => {
    if (path.includes("/coverage")) {
      const none = { ranges: [], frames: 0 };
      return [{ person: { id: "clara" }, is_own: true, at_speed: { ranges: watched, frames: 0 }, compared: none }];
    }
    return path.includes("/manifest") ? manifestOf([60]) : undefined;
  });
  const opened = playerWith();
  viewer = opened.viewer;
  const comparison = new Comparison("r");
  comparison.sides = [
    { side: "source", plane: "source", version_id: null, number: null },
    { side: VERSION, plane: "restored", version_id: "2", number: 2 },
  ] as never;
  comparison.chosen = ["source", VERSION];
  notes = [];
  const list = { all: notes, put: (note: Note) => void notes.splice(0, notes.length, ...(note.may ? [note] : [])) };
  review = {
    id: "r",
    player: opened.player,
    comparison,
    notes: list,
    draft: new NoteDraft(),
    coverage: new CoverageDesk("r", opened.player.watchLog, () => "a"),
    timeline: { value: { shots: SHOTS } },
  } as unknown as Review;
  opened.show();
  opened.player.setSides([manifestOf([60])]);
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

test("fine leaves a shot behind, and it stays behind after a reload", async () => {
  const round = new SimpleRound(review);
  await round.recall();
  await round.fine();
  expect(round.current).toMatchObject({ kind: "shot", number: 2, first: 40 });
  const later = new SimpleRound(review);
  await later.recall();
  expect(later.current).toMatchObject({ number: 2 });
  await later.fine();
  expect(later.current).toBeNull();
  later.again();
  expect(later.current).toMatchObject({ number: 1 });
});

test("a shot that was watched in another browser does not wait, one that is watched now does", async () => {
  watched = [[0, 39]];
  const round = new SimpleRound(review);
  expect([round.isRecalled, round.current]).toMatchObject([false, { number: 1 }]);
  await round.recall();
  expect([round.isRecalled, round.current]).toMatchObject([true, { number: 2, first: 40 }]);
  for (let frame = 40; frame < 60; frame += 1) {
    const sides = [{ side: VERSION, frame, picture: "proxy" as const, isGlimpse: false }];
    const how = {
      isPlaying: true,
      speed: 1,
      pacing: "in_time",
      mode: { kind: "single", side: 0 },
      pair: [0, 1],
    } as const;
    review.player.watchLog.drawn({ frame, sides }, how, frame * 40);
  }
  const saying = review.coverage.say();
  expect(site.newest("/watched").body.parts).toEqual([{ side: VERSION, kind: "at_speed", ranges: [[40, 60]] }]);
  site.newest("/watched").answer(null);
  await saying;
  expect(round.current).toMatchObject({ number: 2 });
  round.again();
  expect(round.current).toMatchObject({ number: 1 });
});

test("what was watched in part still waits", () => {
  const ranges: [number, number][] = [
    [0, 20],
    [30, 56],
  ];
  expect([...watchedShots(SHOTS, ranges)]).toEqual([]);
  expect([
    ...watchedShots(SHOTS, [
      [0, 20],
      [21, 58],
    ]),
  ]).toEqual([0, 40]);
});

test("a note that was worked on comes first, as it was and is", async () => {
  notes.push(REDONE);
  const round = new SimpleRound(review);
  const { current } = round;
  expect(current).toMatchObject({ kind: "note", first: 44 });
  if (current) {
    round.show(current);
  }
  await turns();
  expect([viewer.state.frame, review.comparison.chosen]).toEqual([44, ["source", VERSION]]);
  const fine = round.fine();
  site.newest("/notes/n1/accept").answer({ ...REDONE, may: [] });
  await fine;
  expect(round.current).toMatchObject({ kind: "shot", number: 1 });
});

test("a problem is circled on the frame that stands now, then said and sent", async () => {
  const round = new SimpleRound(review);
  viewer.seek(12);
  round.problem();
  expect([round.step, round.draft.first, round.draft.drawing.tool]).toEqual(["circle", 12, "circle"]);
  const circle = shapeOf("ellipse", [
    { x: 10, y: 10 },
    { x: 90, y: 90 },
  ]);
  round.draft.drawing.add(circle, { side: VERSION, frame: 12 });
  round.toWords();
  round.togglePhrase("dust", "; ");
  round.togglePhrase("flicker", "; ");
  round.togglePhrase("dust", "; ");
  const sending = round.send();
  const { body } = site.newest("/notes");
  expect(body).toMatchObject({ side: VERSION, first: 12, end: 13, text: "flicker" });
  expect(body.shapes).toEqual([{ ...circle, steers: true }]);
  site.newest("/notes").answer({});
  await sending;
  expect([round.step, round.draft.isOpen]).toEqual(["look", false]);
  expect(round.current).toMatchObject({ number: 2 });
});

test("what could not be sent is still there to be sent again", async () => {
  const round = new SimpleRound(review);
  round.say();
  round.draft.text = "The sky is too blue.";
  const sending = round.send();
  site.newest("/notes").drop();
  await sending;
  expect([round.step, round.draft.text, round.deed.problem?.code]).toEqual([
    "words",
    "The sky is too blue.",
    "unreachable",
  ]);
  expect(round.current).toMatchObject({ number: 1 });
});

test("who opens a link to a frame stays there, at the shot that it lies in", () => {
  const round = new SimpleRound(review);
  viewer.seek(50);
  expect(round.stayAt(50)).toMatchObject({ kind: "shot", number: 2 });
  expect(viewer.state.frame).toBe(50);
});

test("answered about, and shown, is the version, whatever it is compared with", () => {
  const round = new SimpleRound(review);
  expect([round.side, round.sideIndex]).toEqual([VERSION, 1]);
  review.comparison.chosen = ["source", VERSION, "reference:tape:1"];
  expect([round.side, round.sideIndex]).toEqual([VERSION, 1]);
  review.comparison.chosen = ["reference:tape:1"];
  expect([round.side, round.sideIndex]).toEqual(["source", 0]);
});
