import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Review } from "../../src/review/review.svelte";
import { manifestOf } from "../engine/manifests";
import { AnsweringSite } from "./doubles/answeringSite";
import { playerWith } from "./doubles/openPlayer";

const SCAN = manifestOf([100]);
const VERSION = { ...manifestOf([100]), side: "version:1:restored" };
let viewer: ReturnType<typeof playerWith>["viewer"];
let review: Review;
let site: AnsweringSite;

beforeEach(async () => {
  site = new AnsweringSite((path) => {
    const isManifest = path.includes("/manifest?");
    return isManifest ? (path.endsWith("=source") ? SCAN : VERSION) : undefined;
  });
  vi.stubGlobal("matchMedia", () => ({ matches: false }));
  const opened = playerWith();
  viewer = opened.viewer;
  review = new Review("r", opened.player);
  opened.show();
  await choose("source");
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

/** Choose sides; then the page's effects have their turn. */
async function choose(...sides: string[]): Promise<void> {
  await review.comparison.choose(sides);
  review.showSides();
  review.takeRefusal();
}

test("in and out count from the frame that a step just led to, though nothing was drawn yet", () => {
  viewer.seek(20);
  review.player.do("step_forward");
  review.rangeIn();
  review.player.do("step_forward");
  review.player.do("step_forward");
  review.rangeOut();
  expect(viewer.state.loop).toEqual({ first: 21, end: 24 });
});

test("with a note open they are the note's, and a window's loop takes neither", () => {
  review.player.holdLoop({ first: 50, end: 60 });
  review.rangeIn();
  review.rangeOut();
  review.player.letLoopGo();
  expect(viewer.state.loop).toBeNull();
  review.draft.begin(10);
  viewer.seek(14);
  review.rangeOut();
  expect([review.draft.first, review.draft.end, viewer.state.loop]).toEqual([10, 15, null]);
});

test("a drawing that begins stands on the frame at the playhead", () => {
  vi.spyOn(review, "may").mockReturnValue(true);
  viewer.seek(20);
  review.player.do("step_forward");
  review.toggleDrawing();
  expect([review.draft.isDrawing, review.draft.first]).toEqual([true, 21]);
  review.toggleDrawing();
  expect([review.draft.isDrawing, review.draft.isOpen]).toEqual([false, true]);
});

test("sides that cannot be compared are said in words, and those before them are chosen again", async () => {
  viewer.refuses = VERSION.side;
  await choose("source", VERSION.side);
  expect([review.comparison.problem?.code, review.comparison.chosen]).toEqual(["sides_differ", ["source"]]);
  review.showSides();
  review.takeRefusal();
  expect([review.player.sides, review.player.refused]).toEqual([["source"], null]);
  expect(review.comparison.problem?.code).toBe("sides_differ");
});

test("a window that the viewer refuses is left, and the sides stay chosen", () => {
  viewer.refuses = VERSION.side;
  review.texture.shown = { manifests: [VERSION], range: { first: 0, end: 9 }, worst: 1 };
  review.showSides();
  review.takeRefusal();
  expect([review.texture.shown, review.texture.problem?.code, review.comparison.problem]).toEqual([
    null,
    "sides_differ",
    null,
  ]);
});

test("what the other view does not show ends with the change of view, but no word of a note is lost", () => {
  review.draft.begin(10);
  review.draft.text = "Dust";
  review.shots.isOpen = true;
  review.showSimple(true);
  expect([review.isSimple, review.shots.isOpen, review.draft.isDrawing]).toEqual([true, false, false]);
  expect([review.draft.isOpen, review.draft.text]).toEqual([true, "Dust"]);
});

test("all that the film's feed tells of is asked for when it is followed", () => {
  site.questions.length = 0;
  review.loadFollowed();
  expect(site.questions.map(({ path }) => path.replace("/restorations/r", "")).toSorted()).toEqual([
    "",
    "/hand-repairs",
    "/notes",
    "/references",
    "/runs",
    "/sides",
    "/sound",
    "/timeline",
    "/versions",
  ]);
});
