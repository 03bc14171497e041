import { expect, test, vi } from "vitest";
import type { StillReply } from "../../src/api/types";
import { untilReady } from "../../src/review/untilReady";

test("a still that is being made is asked for again until it is there", async () => {
  const ready: StillReply = { state: "ready", width: 4, height: 3, bit_depth: 10, bits: 10, tiles: [] };
  const replies: StillReply[] = [{ state: "pending" }, { state: "pending" }, ready];
  const told = vi.fn();
  const pause = vi.fn(async () => undefined);
  const reply = await untilReady(async () => replies.shift() ?? ready, new AbortController().signal, told, pause);
  expect(reply).toEqual(ready);
  expect(told.mock.calls).toEqual([[{ state: "pending" }], [{ state: "pending" }]]);
  expect(pause).toHaveBeenCalledTimes(2);
});

test("giving up ends the asking", async () => {
  const running = new AbortController();
  const asked = untilReady(async () => ({ state: "pending" }), running.signal);
  setTimeout(() => running.abort(), 5);
  await expect(asked).rejects.toThrow();
});
