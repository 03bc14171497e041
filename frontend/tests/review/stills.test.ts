import { expect, test, vi } from "vitest";
import type { StillReply } from "../../src/api/types";
import { untilReady } from "../../src/review/stills";

test("a still that is being made is asked for again until it is there", async () => {
  const ready: StillReply = { state: "ready", url: "/media/a.webp", width: 4, height: 3 };
  const replies: StillReply[] = [{ state: "pending" }, { state: "pending" }, ready];
  const pause = vi.fn(async () => undefined);
  const reply = await untilReady(async () => replies.shift() ?? ready, new AbortController().signal, pause);
  expect(reply).toEqual(ready);
  expect(pause).toHaveBeenCalledTimes(2);
});

test("giving up ends the asking", async () => {
  const running = new AbortController();
  const asked = untilReady(async () => ({ state: "pending" }), running.signal);
  setTimeout(() => running.abort(), 5);
  await expect(asked).rejects.toThrow();
});
