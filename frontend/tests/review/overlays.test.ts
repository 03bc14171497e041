import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Pair } from "../../src/engine";
import { liesOver, Overlays } from "../../src/review/overlays/overlays.svelte";
import { AnsweringSite } from "./doubles/answeringSite";

const PAIR = ["source", "version:1:restored"];
const PAUSE_MS = 250;
let site: AnsweringSite;
let overlays: Overlays;

beforeEach(() => {
  vi.useFakeTimers();
  site = new AnsweringSite();
  overlays = new Overlays("r");
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function rest(frame = 9, sides = PAIR, compared: Pair = [0, 1]): Promise<void> {
  overlays.want(frame, sides, compared);
  await vi.advanceTimersByTimeAsync(PAUSE_MS);
}

async function answer(url: string, pixels = 3): Promise<void> {
  site.newest("/overlays").answer({ state: "ready", url, pixels });
  await vi.advanceTimersByTimeAsync(0);
}

const asked = () => site.questions.map(({ body }) => [body.shows, body.side, body.other, body.threshold]);

test("nothing is asked for until something is on", async () => {
  await rest();
  expect(site.questions).toEqual([]);
});

test("repairs are the version's, changes are between the first side and the last", async () => {
  overlays.toggle("defects");
  overlays.toggle("changed");
  overlays.threshold = 4;
  await rest();
  expect(asked()).toEqual([
    ["changed", "version:1:restored", "source", 4],
    ["defects", "version:1:restored", undefined, undefined],
  ]);
});

test("of more sides changes are between the two that are compared", async () => {
  overlays.toggle("changed");
  const sides = [...PAIR, "version:2:restored"];
  await rest(9, sides, [1, 2]);
  await rest(9, sides, [2, 0]);
  expect(asked()).toEqual([
    ["changed", "version:2:restored", "version:1:restored", 0],
    ["changed", "source", "version:2:restored", 0],
  ]);
});

test("a reference beside them has neither repairs nor changes", async () => {
  overlays.toggle("defects");
  overlays.toggle("changed");
  await rest(9, ["reference:tape:2", ...PAIR, "reference:print:1"]);
  expect(asked()).toEqual([
    ["changed", "version:1:restored", "source", 0],
    ["defects", "version:1:restored", undefined, undefined],
  ]);
});

test("another mask, or another threshold, leaves those that are there", async () => {
  overlays.toggle("defects");
  await rest();
  await answer("/defects");
  overlays.toggle("changed");
  await rest();
  await answer("/changed-0");
  overlays.threshold = 8;
  await rest();
  expect(asked().map(([shows, , , threshold]) => [shows, threshold])).toEqual([
    ["defects", undefined],
    ["changed", 0],
    ["changed", 8],
  ]);
  expect(overlays.masks.map((mask) => mask.url)).toEqual(["/defects"]);
});

test("another frame drops them all, and what comes late of the frame before is not shown", async () => {
  overlays.toggle("defects");
  await rest(9);
  const late = site.newest("/overlays");
  await rest(10);
  expect(late.signal?.aborted).toBe(true);
  await answer("/of-10");
  expect(overlays.masks.map((mask) => mask.url)).toEqual(["/of-10"]);
  overlays.rest();
  expect(overlays.masks).toEqual([]);
});

test("what is switched off goes, with what was said of it", async () => {
  overlays.toggle("text");
  await rest();
  site.newest("/overlays").refuse(404, "no_text_layer");
  await vi.advanceTimersByTimeAsync(0);
  expect(overlays.problems.get("text")?.code).toBe("no_text_layer");
  overlays.toggle("text");
  await rest();
  expect([overlays.problems.size, overlays.masks]).toEqual([0, []]);
});

test.each([[["source"]], [["version:1:restored", "version:1:restored"]]])(
  "changes of %s with itself are not asked for, and it is said why",
  async (sides) => {
    overlays.toggle("changed");
    await rest(9, sides);
    expect([site.questions, overlays.problems.get("changed")?.code]).toEqual([[], "one_side"]);
    await rest(9, PAIR);
    expect([site.questions.length, overlays.problems.size]).toEqual([1, 0]);
  },
);

test("what pictures cannot have is neither offered nor asked for", async () => {
  let isKnown = false;
  overlays = new Overlays("r", (kind) => kind !== "invention" || isKnown);
  overlays.toggle("invention");
  await rest();
  expect([overlays.offered.includes("invention"), site.questions]).toEqual([false, []]);
  isKnown = true;
  await rest();
  expect([overlays.offered.includes("invention"), asked()]).toEqual([
    true,
    [["invention", "version:1:restored", undefined, undefined]],
  ]);
});

test("what was invented is laid over the picture it is told of alone", async () => {
  overlays.toggle("invention");
  overlays.toggle("defects");
  await rest();
  site.newest("/overlays").answer({ state: "ready", url: "/level", pixels: 25, width: 10, height: 10 });
  site.questions[0]?.answer({ state: "ready", url: "/mask", pixels: 3, width: 10, height: 10 });
  await vi.advanceTimersByTimeAsync(0);
  const over = (side: string) => overlays.masks.filter((mask) => liesOver(mask, side)).map((mask) => mask.kind);
  expect(over("version:1:restored").toSorted()).toEqual(["defects", "invention"]);
  expect(over("source")).toEqual(["defects"]);
  expect(overlays.masks.find((mask) => mask.kind === "invention")?.share).toBe(0.25);
});
