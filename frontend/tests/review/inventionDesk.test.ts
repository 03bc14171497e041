import { afterEach, expect, test, vi } from "vitest";
import type { InventedPlace } from "../../src/api/types";
import { Comparison } from "../../src/review/comparison.svelte";
import { InventionDesk } from "../../src/review/invention/inventionDesk.svelte";
import { hundredths, strengthOf } from "../../src/review/invention/levels";
import { AnsweringSite, turns } from "./doubles/answeringSite";
import { playerWith } from "./doubles/openPlayer";

const side = (name: string, plane: string, version: string | null = null) => ({
  side: name,
  plane,
  version_id: version,
  number: version && 1,
});
const SIDES = [
  side("source", "source"),
  side("version:2:restored", "restored", "v2"),
  side("version:1:restored", "restored", "v1"),
  side("version:1:enhanced", "enhanced", "v1"),
];
// A quarter of the picture's width and height, in its lower right part.
const PLACE: InventedPlace = {
  frame: 7,
  kind: "picture",
  box: { x: 32768, y: 32768, width: 16384, height: 16384 },
  level: 512,
  most: 900,
};
const FIGURES = { level: 180, shots: [{ first: 0, count: 48, level: 180 }], worst: [PLACE] };
const manifest = (name: string | null) => ({
  side: name,
  rate: { num: 24, den: 1 },
  frame_count: 48,
  width: 1600,
  height: 900,
  pixel_aspect: { num: 1, den: 1 },
  segments: [],
});
const asked = (path: string) => new URLSearchParams(path.split("?")[1]).get("side");

afterEach(() => vi.unstubAllGlobals());

async function desk(chosen: string[]) {
  const site = new AnsweringSite((path) => {
    if (path.endsWith("/sides")) {
      return SIDES;
    }
    return path.includes("/manifest") ? manifest(asked(path)) : undefined;
  });
  const { player, viewer, show } = playerWith();
  const comparison = new Comparison("r");
  await comparison.load();
  await comparison.choose(chosen);
  player.setSides(comparison.manifests);
  show();
  return { site, player, viewer, comparison, desk: new InventionDesk("r", comparison, player) };
}

test("of a version the picture is asked about in which something may have been drawn", async () => {
  const shown = await desk(["source", "version:1:restored"]);
  expect(shown.desk.side).toBe("version:1:enhanced");
  shown.desk.follow();
  await turns();
  expect(asked(shown.site.newest("enhanced").path)).toBe("version:1:enhanced");
  expect((await desk(["version:2:restored"])).desk.side).toBeNull();
  expect((await desk(["source"])).desk.side).toBeNull();
});

test("figures are there where something was drawn, and overlays where that picture is on the canvas", async () => {
  const { site, comparison, desk: one } = await desk(["source", "version:1:restored"]);
  one.follow();
  site.newest("enhanced").answer(FIGURES);
  await vi.waitFor(() => expect(one.found?.level).toBe(180));
  expect(one.isOnCanvas).toBe(false);
  await comparison.put(1, "version:1:enhanced");
  expect(one.isOnCanvas).toBe(true);
  await comparison.put(1, "source");
  expect([one.found, one.isOnCanvas]).toEqual([null, false]);
});

test("a version in which nothing was drawn has no figures", async () => {
  const { site, desk: one } = await desk(["version:1:enhanced"]);
  one.follow();
  site.newest("enhanced").answer({ level: null, shots: [], worst: [] });
  await vi.waitFor(() => expect(one.asked.value).not.toBeNull());
  expect([one.found, one.isOnCanvas]).toEqual([null, false]);
});

test("a place leads to its frame, near enough to be seen, on a picture that has it", async () => {
  const { site, viewer, player, comparison, desk: one } = await desk(["source", "version:1:restored"]);
  one.follow();
  site.newest("enhanced").answer(FIGURES);
  await vi.waitFor(() => expect(one.found).not.toBeNull());
  await one.show(PLACE);
  player.setSides(comparison.manifests);
  viewer.publish();
  expect(comparison.chosen).toEqual(["source", "version:1:enhanced"]);
  expect(viewer.state.frame).toBe(7);
  // A quarter of 1600 x 900 takes up a third of the 800 x 450 of the canvas.
  expect(viewer.state.view.centre).toEqual({ x: 0.625, y: 0.625 });
  expect(viewer.state.view.zoom).toBeCloseTo(2 / 3);
  expect(one.mark).toEqual({ x: 0.5, y: 0.5, width: 0.25, height: 0.25 });
  player.seek(8);
  viewer.publish();
  expect(one.mark).toBeNull();
});

test("levels are told in hundredths", () => {
  expect([hundredths(512), hundredths(0), hundredths(null)]).toEqual(["51", "0", "–"]);
  expect([strengthOf(512), strengthOf(null)]).toEqual([0.512, 0]);
});
