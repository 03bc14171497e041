import { afterEach, expect, test, vi } from "vitest";
import { Problem } from "../../src/api/problem";
import { Comparison } from "../../src/review/comparison.svelte";
import { AnsweringSite, turns } from "./doubles/answeringSite";

const side = (name: string, number: number | null) => ({
  side: name,
  plane: name === "source" ? "source" : "restored",
  version_id: number && `v${number}`,
  number,
});
const SIDES = [side("source", null), side("version:1:restored", 1), side("version:2:restored", 2)];
const sideAsked = (path: string) => new URLSearchParams(path.split("?")[1]).get("side");

afterEach(() => vi.unstubAllGlobals());

/** A comparison on a site that knows these sides and gives out every manifest but those of `withheld`. */
function comparing(withheld: Set<string> = new Set()) {
  const site = new AnsweringSite((path) => {
    const name = sideAsked(path);
    return path.endsWith("/sides") ? SIDES : name !== null && !withheld.has(name) ? { side: name } : undefined;
  });
  return { comparison: new Comparison("r"), site };
}

test("the scan and the newest version are compared at first, or what a link names", async () => {
  const { comparison } = comparing();
  await comparison.load();
  expect(comparison.chosen).toEqual(["source", "version:2:restored"]);

  const linked = comparing().comparison;
  await linked.load(["version:1:restored", "version:of another time:restored"]);
  expect(linked.chosen).toEqual(["version:1:restored"]);
});

test("after a lost line a retry still shows the sides that the link names", async () => {
  const site = new AnsweringSite((path) => (sideAsked(path) ? { side: sideAsked(path) } : undefined));
  const comparison = new Comparison("r");
  const first = comparison.load(["version:1:restored"]);
  site.newest("/sides").drop();
  await first;
  expect([comparison.problem?.code, comparison.problem?.retryable]).toEqual(["unreachable", true]);
  const second = comparison.retry();
  site.newest("/sides").answer(SIDES);
  await second;
  expect([comparison.chosen, comparison.problem]).toEqual([["version:1:restored"], null]);
});

test("a retry after a manifest that failed asks for the sides that were chosen", async () => {
  const { comparison, site } = comparing(new Set(["version:1:restored"]));
  await comparison.load();
  const put = comparison.put(0, "version:1:restored");
  site.newest("side=version%3A1%3Arestored").refuse(503);
  await put;
  expect(comparison.chosen).toEqual(["source", "version:2:restored"]);
  const again = comparison.retry();
  site.newest("side=version%3A1%3Arestored").answer({ side: "version:1:restored" });
  await again;
  expect([comparison.chosen, comparison.problem]).toEqual([["version:1:restored", "version:2:restored"], null]);
});

test("the newest choice wins, whichever answer comes first", async () => {
  const { comparison, site } = comparing(new Set(["version:1:restored"]));
  await comparison.load();
  const slow = comparison.put(1, "version:1:restored");
  await comparison.put(1, "source");
  site.newest("side=version%3A1%3Arestored").answer({ side: "version:1:restored" });
  await slow;
  expect(comparison.chosen).toEqual(["source", "source"]);
});

test("a side that stays keeps its manifest object, and with it its pictures", async () => {
  const { comparison } = comparing();
  await comparison.load();
  const [scan] = comparison.manifests;
  await comparison.add();
  expect(comparison.chosen).toEqual(["source", "version:2:restored", "version:1:restored"]);
  expect(comparison.manifests[0]).toBe(scan);
  await comparison.remove(1);
  expect(comparison.chosen).toEqual(["source", "version:1:restored"]);
});

test("sides that the viewer cannot show are said and left", async () => {
  const { comparison } = comparing();
  await comparison.load();
  const before = comparison.manifests;
  await comparison.put(1, "version:1:restored");
  comparison.goBack(new Problem(0, { code: "sides_differ", detail: "Another length." }));
  await turns();
  expect([comparison.chosen, comparison.problem?.code]).toEqual([["source", "version:2:restored"], "sides_differ"]);
  expect(comparison.manifests).toBe(before);
});

test("more of a side that the viewer cannot show is left as well, and its sides stay", async () => {
  const { comparison } = comparing();
  await comparison.load();
  const before = comparison.manifests;
  await comparison.renew("source");
  expect(comparison.manifests[0]).not.toBe(before[0]);
  comparison.goBack(new Problem(0, { code: "codec_unsupported", detail: "Not here." }));
  expect([comparison.chosen, comparison.manifests]).toEqual([["source", "version:2:restored"], before]);
});

test("a list of sides that was asked for earlier and comes later is not taken for the newest", async () => {
  const site = new AnsweringSite((path) => (sideAsked(path) ? { side: sideAsked(path) } : undefined));
  const comparison = new Comparison("r");
  const first = comparison.load();
  const early = site.newest("/sides");
  const second = comparison.load();
  site.newest("/sides").answer(SIDES);
  await second;
  early.answer(SIDES.slice(0, 1));
  await first;
  expect(comparison.sides).toEqual(SIDES);
});

test("a side that was renewed while others were chosen stays renewed", async () => {
  const { comparison, site } = comparing(new Set(["version:1:restored"]));
  await comparison.load();
  const before = comparison.manifests[0];
  const choosing = comparison.put(1, "version:1:restored");
  await comparison.renew("source");
  const renewed = comparison.manifests[0];
  site.newest("side=version%3A1%3Arestored").answer({ side: "version:1:restored" });
  await choosing;
  expect(renewed).not.toBe(before);
  expect([comparison.chosen, comparison.manifests[0]]).toEqual([["source", "version:1:restored"], renewed]);
  expect(comparison.manifests[0]).toBe(renewed);
});

test("a side that was left while it was renewed changes nothing", async () => {
  const { comparison, site } = comparing(new Set(["version:1:restored"]));
  await comparison.load(["source"]);
  await comparison.choose(["version:2:restored"]);
  const shown = comparison.manifests;
  await comparison.renew("source");
  expect(comparison.manifests).toBe(shown);
  expect(site.questions.length).toBeGreaterThan(0);
});
