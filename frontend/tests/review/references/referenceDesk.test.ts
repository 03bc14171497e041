import { afterEach, expect, test, vi } from "vitest";
import type { MappedSpan, Restoration } from "../../../src/api/types";
import { Comparison } from "../../../src/review/comparison.svelte";
import { ReferenceDesk } from "../../../src/review/references/referenceDesk.svelte";
import { AnsweringSite } from "../doubles/answeringSite";

const RESTORATION = { assembly: { id: "a", frame_count: 100 } } as Restoration;
const WHOLE: MappedSpan[] = [{ first: 0, count: 100, reference_first: 0 }];
const FOUND = [{ first: 5, count: 95, reference_first: 0, confidence: 900 }];

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** A site with one reference of 110 frames that keeps the maps that are saved. */
class MappingSite {
  readonly maps: MappedSpan[][] = [WHOLE];
  search: unknown = { state: "ready", frames_done: 0, confidence: 900, found: FOUND };
  readonly site = new AnsweringSite((path, body) => this.answer(path, body));
  readonly comparison = new Comparison("r");
  readonly desk = new ReferenceDesk("r", this.comparison, () => RESTORATION);

  get reference() {
    return {
      id: "video",
      side: `reference:video:${this.maps.length}`,
      name: "Video",
      frame_count: 110,
      map: { revision: this.maps.length, spans: this.maps.at(-1) },
      search: this.search,
    };
  }

  private answer(path: string, body: unknown): unknown {
    if (path.endsWith("/frame-maps")) {
      this.maps.push((body as { spans: MappedSpan[] }).spans);
      return this.reference;
    }
    if (path.endsWith("/references")) {
      return { references: [this.reference], candidates: [] };
    }
    if (path.endsWith("/sides")) {
      return [{ side: "source" }, { side: this.reference.side }];
    }
    return { side: new URLSearchParams(path.split("?")[1]).get("side") };
  }
}

async function laying(): Promise<MappingSite> {
  const site = new MappingSite();
  await site.comparison.load(["source", site.reference.side]);
  await site.desk.load();
  return site;
}

test("presses that follow each other quickly all count, and the viewer follows the map", async () => {
  const { desk, maps, comparison } = await laying();
  await Promise.all([desk.slipBy(10, 10), desk.slipBy(10, -1), desk.slipBy(10, -1)]);
  expect(maps.at(-1)).toEqual([{ first: 0, count: 100, reference_first: 8 }]);
  await vi.waitFor(() => expect(comparison.chosen).toEqual(["source", "reference:video:4"]));
});

test("slipping back gives again what the reference's ends cut off", async () => {
  const { desk, maps } = await laying();
  await desk.slipBy(50, -10);
  expect(maps.at(-1)).toEqual([{ first: 10, count: 90, reference_first: 0 }]);
  await desk.slipBy(50, 10);
  expect(maps.at(-1)).toEqual(WHOLE);
  await desk.slipBy(50, 30);
  expect(maps.at(-1)).toEqual([{ first: 0, count: 80, reference_first: 30 }]);
});

test("a change from the playhead on leaves what lies before it", async () => {
  const { desk, maps } = await laying();
  desk.isFromHere = true;
  await desk.match(40, 45);
  expect(maps.at(-1)).toEqual([
    { first: 0, count: 40, reference_first: 0 },
    { first: 40, count: 60, reference_first: 45 },
  ]);
  await desk.clear(90);
  expect(desk.stretchAt(95)).toEqual({ first: 90, end: 100, offset: null });
});

test("changes are undone one after the other, what was found too", async () => {
  const { desk, maps } = await laying();
  await desk.slipBy(10, 1);
  await desk.takeFound();
  expect(maps.at(-1)).toEqual([{ first: 5, count: 95, reference_first: 0 }]);
  await desk.undo();
  expect(maps.at(-1)).toEqual([{ first: 0, count: 100, reference_first: 1 }]);
  await desk.undo();
  expect(maps.at(-1)).toEqual(WHOLE);
  expect(desk.canUndo).toBe(false);
});

test("two quick undos take back two changes, and nothing is left to undo", async () => {
  const { desk, maps } = await laying();
  await desk.slipBy(10, 1);
  await desk.slipBy(10, 1);
  await Promise.all([desk.undo(), desk.undo()]);
  expect(maps.slice(3)).toEqual([[{ first: 0, count: 100, reference_first: 1 }], WHOLE]);
  expect(desk.canUndo).toBe(false);
});

test("a search that runs is followed until it is over, also where nobody told of its end", async () => {
  const site = await laying();
  vi.useFakeTimers();
  site.search = { state: "pending", frames_done: 0, confidence: null, found: null };
  await site.desk.load();
  const stop = site.desk.follow();
  site.search = { state: "pending", frames_done: 960, confidence: null, found: null };
  await vi.advanceTimersByTimeAsync(5000);
  expect(site.desk.current?.search.frames_done).toBe(960);
  site.search = { state: "ready", frames_done: 0, confidence: 900, found: FOUND };
  await vi.advanceTimersByTimeAsync(5000);
  stop?.();
  expect(site.desk.current?.search.state).toBe("ready");
  expect(site.desk.follow()).toBeUndefined();
});

test("what is pressed while something is saved is done after it", async () => {
  const { desk, maps } = await laying();
  await Promise.all([desk.match(10, 14), desk.clear(10), desk.undo()]);
  expect(maps.slice(1)).toEqual([
    [{ first: 0, count: 100, reference_first: 4 }],
    [],
    [{ first: 0, count: 100, reference_first: 4 }],
  ]);
});
