import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ExactStills } from "../../src/review/exactStills.svelte";
import { manifestOf } from "../engine/manifests";
import { AnsweringSite } from "./doubles/answeringSite";
import { playerWith } from "./doubles/openPlayer";

const SCAN = manifestOf([100]);
const PAUSE_MS = 300;
let page = new EventTarget();

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

function pausedAt(frame: number) {
  const site = new AnsweringSite();
  const { player, viewer, show } = playerWith();
  page = new EventTarget();
  vi.stubGlobal("window", page);
  vi.stubGlobal("document", Object.assign(new EventTarget(), { cookie: "", visibilityState: "visible" }));
  vi.stubGlobal("createImageBitmap", async () => ({ close: () => undefined }));
  show();
  player.setSides([SCAN]);
  player.seek(frame);
  viewer.publish();
  return { site, viewer, stills: new ExactStills("r", player) };
}

test("the exact picture is asked for once the playhead rests", async () => {
  const { site, viewer, stills } = pausedAt(5);
  stills.want(5, ["source"]);
  await vi.advanceTimersByTimeAsync(PAUSE_MS - 1);
  expect(site.questions).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(stills.state).toBe("coming");
  const rectangle = { x: 0, y: 0, width: 1920, height: 1080 };
  expect(site.newest("/stills").body).toEqual({ side: "source", frame: 5, rectangle, deep: false });
  const tile = { x: 0, y: 0, width: 1920, height: 1080, url: "/tile" };
  site.newest("/stills").answer({ state: "ready", width: 1920, height: 1080, bit_depth: 8, bits: 8, tiles: [tile] });
  await vi.advanceTimersByTimeAsync(0);
  site.newest("/tile").answer("picture");
  await vi.advanceTimersByTimeAsync(0);
  expect(viewer.stills.map(({ side, still }) => [side, still.frame, still.tiles.length])).toEqual([[0, 5, 1]]);
  expect(stills.state).toBe("none");
});

test("whoever goes on asks for nothing", async () => {
  const { site, stills } = pausedAt(5);
  stills.want(5, ["source"])();
  await vi.advanceTimersByTimeAsync(PAUSE_MS);
  expect(site.questions).toEqual([]);
});

test("given up on the way, it is neither shown nor a failure", async () => {
  const { site, viewer, stills } = pausedAt(5);
  const giveUp = stills.want(5, ["source"]);
  await vi.advanceTimersByTimeAsync(PAUSE_MS);
  giveUp();
  await vi.advanceTimersByTimeAsync(0);
  expect(site.newest("/stills").signal?.aborted).toBe(true);
  expect([viewer.stills, stills.state]).toEqual([[], "none"]);
});

test("one that cannot be made is a failure", async () => {
  const { site, stills } = pausedAt(5);
  stills.want(5, ["source"]);
  await vi.advanceTimersByTimeAsync(PAUSE_MS);
  site.newest("/stills").refuse(422);
  await vi.advanceTimersByTimeAsync(0);
  expect(stills.state).toBe("failed");
  await vi.advanceTimersByTimeAsync(100_000);
  expect(site.questions).toHaveLength(1);
});

test("one that may come later is asked for again, later each time and not for ever", async () => {
  const { site, stills } = pausedAt(5);
  stills.want(5, ["source"]);
  await vi.advanceTimersByTimeAsync(PAUSE_MS);
  for (const rest of [1000, 2000, 4000, 8000]) {
    const before = site.questions.length;
    site.newest("/stills").drop();
    await vi.advanceTimersByTimeAsync(rest - 1);
    expect([site.questions.length, stills.state]).toEqual([before, "failed"]);
    await vi.advanceTimersByTimeAsync(1);
    expect([site.questions.length, stills.state]).toEqual([before + 1, "coming"]);
  }
  site.newest("/stills").drop();
  await vi.advanceTimersByTimeAsync(100_000);
  expect([site.questions.length, stills.state]).toEqual([5, "failed"]);
});

test("one that failed is asked for at once when the network comes back, and not for a frame that was left", async () => {
  const { site, stills } = pausedAt(5);
  const giveUp = stills.want(5, ["source"]);
  await vi.advanceTimersByTimeAsync(PAUSE_MS);
  site.newest("/stills").refuse(401);
  await vi.advanceTimersByTimeAsync(0);
  page.dispatchEvent(new Event("online"));
  await vi.advanceTimersByTimeAsync(0);
  expect([site.questions.length, stills.state]).toEqual([2, "coming"]);
  site.newest("/stills").drop();
  await vi.advanceTimersByTimeAsync(0);
  giveUp();
  page.dispatchEvent(new Event("online"));
  await vi.advanceTimersByTimeAsync(100_000);
  expect([site.questions.length, stills.state]).toEqual([2, "none"]);
});
