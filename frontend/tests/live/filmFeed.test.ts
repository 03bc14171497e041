import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { whenSessionEnds } from "../../src/api/client";
import { FilmFeed } from "../../src/live/filmFeed.svelte";

/** The browser's end of a connection; `wires` are all that were made. */
class Wire {
  onclose: ((event: { code: number }) => void) | null = null;
  isClosed = false;

  constructor(readonly url: string) {
    wires.push(this);
  }

  close(): void {
    this.isClosed = true;
  }
}

let wires: Wire[] = [];
let page = new EventTarget();
const reload = vi.fn();

beforeEach(() => {
  wires = [];
  page = new EventTarget();
  reload.mockReset();
  vi.stubGlobal("WebSocket", Wire);
  vi.stubGlobal("window", page);
  vi.stubGlobal("document", new EventTarget());
  vi.stubGlobal("fetch", () => Promise.resolve(Response.json({ events: [], seq: 7 })));
  vi.stubGlobal("location", { protocol: "https:", host: "site", reload });
});
afterEach(() => vi.unstubAllGlobals());

async function loggedOut() {
  const ended = vi.fn();
  const stay = whenSessionEnds(ended);
  const feed = new FilmFeed();
  await feed.open("film", { onBegin: () => undefined, onEvent: () => undefined });
  wires[0]?.onclose?.({ code: 4401 });
  return { feed, ended, stay };
}

test("a page that stays is told that its session ended, and is not loaded anew", async () => {
  const { ended, stay } = await loggedOut();
  expect([ended.mock.calls.length, reload.mock.calls.length]).toEqual([1, 0]);
  stay();
});

test("it follows again from where it was once the person is back", async () => {
  const { stay } = await loggedOut();
  page.dispatchEvent(new Event("focus"));
  page.dispatchEvent(new Event("focus"));
  expect(wires.map(({ url }) => url)).toEqual(Array(2).fill("wss://site/ws/films/film/?after=7"));
  stay();
});

test("a page that was left does not follow again", async () => {
  const { feed, stay } = await loggedOut();
  feed.close();
  page.dispatchEvent(new Event("focus"));
  expect(wires).toHaveLength(1);
  stay();
});

test("what it tells of is loaded once its place is known, before it is followed from there", async () => {
  const order: string[] = [];
  vi.stubGlobal("fetch", async () => {
    await Promise.resolve();
    order.push("place");
    return Response.json({ events: [], seq: 7 });
  });
  await new FilmFeed().open("film", {
    onBegin: () => order.push(`begin, ${wires.length} followed`),
    onEvent: () => undefined,
  });
  expect(order).toEqual(["place", "begin, 0 followed"]);
  expect(wires.map(({ url }) => url)).toEqual(["wss://site/ws/films/film/?after=7"]);
});

test("where it is refused, what it tells of is loaded all the same", async () => {
  vi.stubGlobal("fetch", () => Promise.resolve(Response.json({ code: "forbidden" }, { status: 403 })));
  const begun = vi.fn();
  await new FilmFeed().open("film", { onBegin: begun, onEvent: () => undefined });
  expect(begun).toHaveBeenCalledTimes(1);
  expect(wires).toEqual([]);
});

test("where it does not answer at first, that is loaded at once, and again when it is followed", async () => {
  vi.useFakeTimers();
  let attempts = 0;
  vi.stubGlobal("fetch", () => {
    attempts += 1;
    return attempts === 1
      ? Promise.reject(new TypeError("Failed to fetch"))
      : Promise.resolve(Response.json({ events: [], seq: 7 }));
  });
  const begun = vi.fn(() => wires.length);
  const opened = new FilmFeed().open("film", { onBegin: begun, onEvent: () => undefined });
  await vi.runAllTimersAsync();
  await opened;
  expect(begun.mock.results.map(({ value }) => value)).toEqual([0, 0]);
  expect(wires).toHaveLength(1);
  vi.useRealTimers();
});
