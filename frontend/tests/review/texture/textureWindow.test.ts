import { afterEach, expect, test, vi } from "vitest";
import { Problem } from "../../../src/api/problem";
import { Comparison } from "../../../src/review/comparison.svelte";
import { TextureWindow } from "../../../src/review/texture/textureWindow.svelte";
import { manifestOf } from "../../engine/manifests";
import { AnsweringSite, turns } from "../doubles/answeringSite";
import { playerWith } from "../doubles/openPlayer";

const SCAN = manifestOf([200]);
const VERSION = { ...manifestOf([200]), side: "version:1:restored" };
const LOOP = { first: 100, end: 124 };
const WHOLE = { x: 0, y: 0, width: 65536, height: 65536 };

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

/** Two sides on the screen, standing at frame 110 in a loop, and a site that makes windows. */
function looking() {
  const site = new AnsweringSite();
  const { player, viewer, show } = playerWith();
  const comparison = new Comparison("r");
  comparison.chosen = [SCAN.side, VERSION.side];
  comparison.manifests = [SCAN, VERSION];
  const texture = new TextureWindow("r", player, comparison);
  show();
  player.setSides(comparison.manifests);
  player.setLoop(LOOP);
  player.seek(110);
  viewer.publish();
  /** What the page's effects do. */
  const settle = async () => {
    await turns();
    player.setSides(texture.shown?.manifests ?? comparison.manifests);
    texture.follow();
    viewer.publish();
  };
  const make = async () => {
    const opening = texture.open();
    await turns();
    for (const question of site.questions.splice(0)) {
      const crop = { x: 0, y: 0, picture_width: 1920, picture_height: 1080 };
      const manifest = { ...SCAN, side: question.body.side, width: 960, height: 540, crop };
      question.answer({ state: "ready", manifest, worst: question.body.side === "source" ? 2 : 3 });
    }
    await opening;
    await settle();
  };
  return { site, player, viewer, comparison, texture, settle, make };
}

test("the loop is asked for, of what is seen of both sides at 1:1", async () => {
  const { site, texture, viewer } = looking();
  void texture.open();
  await turns();
  expect(site.questions.map((question) => question.body)).toEqual([
    { side: "source", first: 100, end: 124, rectangle: WHOLE, page: expect.any(String) },
    { side: "version:1:restored", first: 100, end: 124, rectangle: WHOLE, page: expect.any(String) },
  ]);
  expect([texture.progress, viewer.state.view.zoom]).toEqual([0, 1]);
});

test("both sides must be there, and the worse of them is what is stated", async () => {
  const { texture, viewer, make } = looking();
  await make();
  expect([texture.shown?.worst, viewer.state.loop, viewer.state.frame]).toEqual([3, LOOP, 100]);
  expect([viewer.state.isLoopHeld, viewer.state.isPlaying]).toEqual([true, true]);
});

test("asked for again while it is shown, the window is of the whole picture's pixels and not of the crop's", async () => {
  const { site, texture, make } = looking();
  await make();
  void texture.open();
  await turns();
  expect(site.questions.map((question) => question.body.rectangle)).toEqual([WHOLE, WHOLE]);
});

test("whoever leaves stands where they were, in their own loop", async () => {
  const { texture, viewer, settle, make } = looking();
  await make();
  texture.leave();
  await settle();
  const { frame, isPlaying, loop, isLoopHeld } = viewer.state;
  expect({ frame, isPlaying, loop, isLoopHeld }).toEqual({
    frame: 110,
    isPlaying: false,
    loop: LOOP,
    isLoopHeld: false,
  });
});

test("whoever went on to another frame stays there", async () => {
  const { texture, viewer, player, settle, make } = looking();
  await make();
  player.seek(7);
  texture.leave();
  await settle();
  expect(viewer.state.frame).toBe(7);
});

test("other sides end the window, and the frame that was chosen with them stays", async () => {
  const { texture, viewer, player, comparison, settle, make } = looking();
  await make();
  comparison.chosen = [VERSION.side];
  comparison.manifests = [VERSION];
  player.seek(105);
  await settle();
  expect([texture.isOpen, viewer.state.frame, viewer.state.isLoopHeld]).toEqual([false, 105, false]);
});

test("what the site refuses is said, and the proxies stay", async () => {
  const { site, texture, viewer } = looking();
  const opening = texture.open();
  await turns();
  site.questions[0]?.refuse(409, "too_large");
  await opening;
  expect([texture.problem?.code, texture.shown, viewer.state.isLoopHeld]).toEqual(["too_large", null, false]);
});

test("what the viewer refuses is said, and the loop that was set counts again", async () => {
  const { texture, viewer, make } = looking();
  await make();
  texture.refuse(new Problem(0, { code: "manifest_broken", detail: "" }));
  expect([texture.shown, texture.problem?.code, viewer.state.isLoopHeld]).toEqual([null, "manifest_broken", false]);
});

test("where nothing of the picture is seen it says so", async () => {
  const { texture, viewer } = looking();
  viewer.visible = () => null;
  await texture.open();
  expect(texture.problem?.code).toBe("nothing_seen");
});

test("of a side that is seen alone the window is of what is seen of that side", async () => {
  const { site, texture, viewer } = looking();
  viewer.visible = (side) => (side === 1 ? { x: 480, y: 270, width: 960, height: 540 } : null);
  void texture.open();
  await turns();
  const middle = { x: 16384, y: 16384, width: 32768, height: 32768 };
  expect(site.questions.map((question) => question.body.rectangle)).toEqual([middle, middle]);
});

test("a fitted reference is asked for its own part of what is seen", async () => {
  const { site, player, comparison, texture, viewer } = looking();
  const reference = { ...manifestOf([200]), side: "reference:r:1", is_reference: true, width: 1440 };
  comparison.chosen = [SCAN.side, reference.side];
  comparison.manifests = [SCAN, reference];
  player.setSides(comparison.manifests);
  vi.spyOn(viewer, "visible").mockImplementation((side) =>
    side === 0 ? { x: 480, y: 0, width: 960, height: 1080 } : null,
  );
  void texture.open();
  await turns();
  expect(site.questions.map(({ body }) => [body.rectangle.x, body.rectangle.width])).toEqual([
    [16384, 32768],
    [10922, 43692],
  ]);
});
