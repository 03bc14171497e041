import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { FeedEvent } from "../../src/api/types";
import { FeedClient, type FeedOptions, type FeedState, type Unnumbered } from "../../src/live/feedClient";

/** The browser's end of a connection, driven by the test. */
class Wire {
  onopen: (() => void) | null = null;
  onmessage: ((message: { data: string }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  isClosed = false;

  constructor(readonly after: number) {}

  close(): void {
    this.isClosed = true;
    this.onclose?.({ code: 1000 });
  }

  tell(message: FeedEvent | Unnumbered): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
}

const event = (seq: number): FeedEvent => ({ seq, kind: "note.changed", payload: {}, actor: null, at: "" });

function follow(after: number, log: FeedEvent[] = [], page = 100) {
  const seen: number[] = [];
  const passing: string[] = [];
  const states: FeedState[] = [];
  const wires: Wire[] = [];
  const asked: number[] = [];
  const onLoggedOut = vi.fn();
  const options: FeedOptions = {
    filmId: "film",
    after,
    onEvent: (one) => seen.push(one.seq),
    onUnnumbered: (message) => passing.push(message.kind),
    onState: (state) => states.push(state),
    onLoggedOut,
    fetchMissed: async (_film, from) => {
      asked.push(from);
      return { events: log.filter((one) => one.seq > from).slice(0, page), seq: log.at(-1)?.seq ?? from };
    },
    openSocket: (_film, from) => {
      const wire = new Wire(from);
      wires.push(wire);
      return wire as unknown as WebSocket;
    },
  };
  const client = new FeedClient(options);
  client.open();
  return { client, seen, passing, states, wires, asked, onLoggedOut, wire: () => wires[wires.length - 1] as Wire };
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test("events are delivered once and in order", () => {
  const feed = follow(4);
  feed.wire().tell(event(5));
  feed.wire().tell(event(5));
  feed.wire().tell(event(6));
  feed.wire().tell(event(4));
  expect(feed.seen).toEqual([5, 6]);
  expect(feed.client.lastSeq).toBe(6);
});

test("a gap is fetched before anything later is delivered", async () => {
  const feed = follow(1, [event(2), event(3), event(4)]);
  feed.wire().tell(event(4));
  expect(feed.seen).toEqual([]);
  await vi.runAllTimersAsync();
  expect(feed.seen).toEqual([2, 3, 4]);
  expect(feed.asked).toEqual([1]);
});

test("a gap longer than one page is fetched page by page", async () => {
  const feed = follow(1, [2, 3, 4, 5].map(event), 2);
  feed.wire().tell(event(5));
  await vi.runAllTimersAsync();
  expect(feed.seen).toEqual([2, 3, 4, 5]);
  expect(feed.asked).toEqual([1, 3]);
});

test("a lost connection comes back asking for what came after the last event", async () => {
  const feed = follow(0);
  feed.wire().onopen?.();
  feed.wire().tell(event(1));
  feed.wire().onclose?.({ code: 1006 });
  expect(feed.states).toEqual(["connecting", "live", "offline"]);
  await vi.advanceTimersByTimeAsync(1000);
  expect(feed.wires.map((wire) => wire.after)).toEqual([0, 1]);
  feed.wire().tell(event(1));
  feed.wire().tell(event(2));
  expect(feed.seen).toEqual([1, 2]);
});

test("progress has no number and never moves the place in the log", () => {
  const feed = follow(7);
  feed.wire().tell({ kind: "run.progress", payload: { run: "r" } });
  expect(feed.passing).toEqual(["run.progress"]);
  expect(feed.client.lastSeq).toBe(7);
});

test.each([
  ["a stranger is not let in again and again", 4404, 0],
  ["a session that ended asks for a login", 4401, 1],
])("%s", async (_case, code, logins) => {
  const feed = follow(0);
  feed.wire().onclose?.({ code });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(feed.wires).toHaveLength(1);
  expect(feed.states.at(-1)).toBe("refused");
  expect(feed.onLoggedOut).toHaveBeenCalledTimes(logins);
});

test("closing ends it for good", async () => {
  const feed = follow(0);
  const wire = feed.wire();
  feed.client.close();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(wire.isClosed).toBe(true);
  expect(feed.wires).toHaveLength(1);
});
