import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { SourceCodes } from "../../src/review/probe/sourceCodes.svelte";
import { AnsweringSite } from "./doubles/answeringSite";

const SETTLE_MS = 150;
const MIDDLE = { x: 0.5, y: 0.5 };
const read = (red: number) => [{ side: "source", state: "ready", codes: [red, 0, 0], bit_depth: 10 }];
let site: AnsweringSite;
let codes: SourceCodes;

beforeEach(() => {
  vi.useFakeTimers();
  site = new AnsweringSite();
  codes = new SourceCodes("r");
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const settle = () => vi.advanceTimersByTimeAsync(SETTLE_MS);

test("only the point that was rested on is asked for, in 1/65536 of the picture", async () => {
  codes.look(7, ["source"], { x: 0.1, y: 0.1 });
  codes.look(7, ["source"], { x: 0.5, y: 2 });
  await settle();
  expect(site.questions.map(({ body }) => body)).toEqual([{ frame: 7, sides: ["source"], x: 32768, y: 65536 }]);
  site.newest("/probes").answer({ state: "ready", sides: read(600) });
  await vi.advanceTimersByTimeAsync(0);
  expect([codes.sides[0]?.codes, codes.isPending]).toEqual([[600, 0, 0], false]);
});

test("on the way to another point those of the one before stay, so that nothing jumps", async () => {
  codes.look(7, ["source"], MIDDLE);
  await settle();
  site.newest("/probes").answer({ state: "ready", sides: read(600) });
  await vi.advanceTimersByTimeAsync(0);
  codes.look(7, ["source"], { x: 0.6, y: 0.5 });
  expect([codes.sides.length, codes.isPending]).toEqual([1, true]);
});

test.each([
  ["another frame", 8, ["source"]],
  ["other sides", 7, ["version:1:restored"]],
])("of %s what was read before says nothing", async (_case, frame, sides) => {
  codes.look(7, ["source"], MIDDLE);
  await settle();
  site.newest("/probes").answer({ state: "ready", sides: read(600) });
  await vi.advanceTimersByTimeAsync(0);
  codes.look(frame, sides, MIDDLE);
  expect(codes.sides).toEqual([]);
});

test("the same question again, on its way or answered, asks nothing and takes nothing away", async () => {
  codes.look(7, ["source"], MIDDLE);
  await settle();
  codes.look(7, ["source"], MIDDLE);
  site.newest("/probes").answer({ state: "ready", sides: read(600) });
  await vi.advanceTimersByTimeAsync(0);
  codes.look(7, ["source"], MIDDLE, [MIDDLE]);
  await settle();
  expect([site.questions.length, codes.sides[0]?.codes, codes.isPending]).toEqual([1, [600, 0, 0], false]);
});

test("an answer for a point that was left is dropped", async () => {
  codes.look(7, ["source"], MIDDLE);
  await settle();
  const old = site.newest("/probes");
  codes.clear();
  old.answer({ state: "ready", sides: read(600) });
  await vi.advanceTimersByTimeAsync(0);
  expect([old.signal?.aborted, codes.sides, codes.isPending]).toEqual([true, [], false]);
});

test("where there is nothing to say the codes stay empty", async () => {
  codes.look(7, ["source"], MIDDLE);
  await settle();
  site.newest("/probes").refuse(404);
  await vi.advanceTimersByTimeAsync(0);
  expect([codes.sides, codes.isPending]).toEqual([[], false]);
});

test("a side whose picture lies elsewhere in the film's is asked at its own place, and not where it has none", async () => {
  const sides = ["source", "reference:r:1", "version:1:restored", "reference:s:1"];
  codes.look(7, sides, MIDDLE, [MIDDLE, { x: 0.25, y: 0.5 }, MIDDLE, { x: -0.1, y: 0.5 }]);
  await settle();
  expect(site.questions.map(({ body }) => [body.sides, body.x])).toEqual([
    [["source", "version:1:restored"], 32768],
    [["reference:r:1"], 16384],
  ]);
  site.questions[0]?.answer({ state: "ready", sides: [...read(600), ...read(601)] });
  site.questions[1]?.answer({ state: "ready", sides: read(300) });
  await vi.advanceTimersByTimeAsync(0);
  expect(codes.sides.map((side) => side.codes?.[0])).toEqual([600, 300, 601, undefined]);
});

test("a fault of the page is not taken for an answer of the site", async () => {
  const faults: unknown[] = [];
  const heard = (reason: unknown) => faults.push(reason);
  process.on("unhandledRejection", heard);
  codes.look(7, ["source"], MIDDLE);
  await settle();
  site.newest("/probes").answer(null);
  await vi.advanceTimersByTimeAsync(0);
  vi.useRealTimers();
  await new Promise((resolve) => setTimeout(resolve));
  process.off("unhandledRejection", heard);
  expect(faults.map((fault) => fault instanceof TypeError)).toEqual([true]);
  expect([codes.sides, codes.isPending]).toEqual([[], false]);
});
