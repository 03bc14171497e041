import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Sheet } from "../../../src/review/timeline/filmstrip";
import { Sheets } from "../../../src/review/timeline/sheets.svelte";
import { AnsweringSite } from "../doubles/answeringSite";

const RETRY_MS = 15_000;
const sheet = (url: string) => ({ url, tile_width: 160, tile_height: 90, columns: 10 }) as Sheet;
const names = (count: number) => Array.from({ length: count }, (_, index) => `/sheet-${index}`);
let site: AnsweringSite;
let returns: (() => void)[];
let closed: number;

beforeEach(() => {
  vi.useFakeTimers();
  site = new AnsweringSite();
  closed = 0;
  returns = [];
  const listens = {
    addEventListener: (_kind: string, back: () => void) => void returns.push(back),
    removeEventListener: () => undefined,
  };
  vi.stubGlobal("window", listens);
  vi.stubGlobal("document", { ...listens, visibilityState: "visible" });
  vi.stubGlobal("createImageBitmap", async (_blob: Blob, { resizeWidth }: { resizeWidth: number }) => ({
    width: resizeWidth,
    close: () => {
      closed += 1;
    },
  }));
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function answerAll(): Promise<void> {
  for (let asked = -1; asked !== site.questions.length; ) {
    asked = site.questions.length;
    for (const question of site.questions) {
      question.answer("picture");
    }
    await vi.advanceTimersByTimeAsync(0);
  }
}

test("a few are fetched at a time, as small as they are drawn", async () => {
  const sheets = new Sheets();
  sheets.want(names(5).map(sheet), 45);
  expect(site.questions.map(({ path }) => path)).toEqual(["/sheet-0", "/sheet-1", "/sheet-2"]);
  await answerAll();
  expect(site.questions.length).toBe(5);
  expect(sheets.picture("/sheet-4")?.width).toBe(800);
});

test("what is not wanted any more gives way, its memory given back", async () => {
  const sheets = new Sheets();
  sheets.want(names(32).map(sheet), 45);
  await answerAll();
  sheets.want([sheet("/other")], 45);
  await answerAll();
  expect([closed, sheets.picture("/sheet-0"), sheets.picture("/other")?.width]).toEqual([1, undefined, 800]);
});

test.each(["the network comes back", "a while has passed"])("a torn strip is mended when %s", async (when) => {
  const sheets = new Sheets();
  sheets.follow();
  sheets.want([sheet("/sheet-0")], 45);
  site.newest("/sheet-0").drop();
  await vi.advanceTimersByTimeAsync(0);
  sheets.want([sheet("/sheet-0")], 45);
  expect(site.questions.length).toBe(1);
  if (when === "a while has passed") {
    await vi.advanceTimersByTimeAsync(RETRY_MS);
  } else {
    returns[0]?.();
  }
  expect(site.questions.length).toBe(2);
  await answerAll();
  expect(sheets.picture("/sheet-0")?.width).toBe(800);
});

test("who leaves the page holds no picture, and fetches none", async () => {
  const sheets = new Sheets();
  const leave = sheets.follow();
  sheets.want(names(4).map(sheet), 45);
  site.newest("/sheet-0").answer("picture");
  await vi.advanceTimersByTimeAsync(0);
  leave();
  await vi.advanceTimersByTimeAsync(2 * RETRY_MS);
  expect([closed, sheets.picture("/sheet-0")]).toEqual([1, undefined]);
  expect(site.questions.slice(1).map(({ signal }) => signal?.aborted)).toEqual([true, true, true]);
});
