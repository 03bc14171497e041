import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { MediaFeed } from "../../../src/engine/compatible/media-feed";
import { MediaLayout } from "../../../src/engine/compatible/media-layout";
import { manifestOf } from "../manifests";
import { FakeMediaSource } from "./fake-media-source";

beforeEach(() => {
  vi.useFakeTimers();
  FakeMediaSource.made = [];
  vi.stubGlobal("MediaSource", FakeMediaSource);
  vi.stubGlobal("fetch", () => Promise.resolve(new Response(new Uint8Array(1))));
  vi.spyOn(URL, "createObjectURL").mockReturnValue("blob:film");
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

/** A film of this many files of 24 frames each, in an element that opened its source. */
function film(files: number) {
  const changed = vi.fn();
  const layout = new MediaLayout(manifestOf(Array(files).fill(24)), "540p");
  const element = { src: "", error: null } as unknown as HTMLVideoElement;
  const feed = new MediaFeed(element, layout, "avc1.640020", changed);
  const [source] = FakeMediaSource.made;
  if (source === undefined) throw new Error("no source");
  source.dispatchEvent(new Event("sourceopen"));
  /** Files by their number, in the order they were appended. */
  const held = () => source.buffer.held.map((at) => Math.round(layout.atSeconds(at) / 24));
  const around = async (frame: number) => {
    feed.around(frame);
    await vi.advanceTimersByTimeAsync(0);
  };
  return { feed, source, changed, held, around };
}

describe("the end of the stream", () => {
  test("is said once the last file and those before it are appended", async () => {
    const { source, held, around } = film(3);
    await around(71);
    expect([held(), source.readyState]).toEqual([[0, 2, 1], "ended"]);
  });

  test("is not said while the last file is not there", async () => {
    const { source, around } = film(30);
    await around(0);
    expect(source.readyState).toBe("open");
  });

  test("lasts when far files are taken out after the last one came", async () => {
    const { source, held, around } = film(30);
    await around(0);
    expect(held()).toEqual([0, 1, 2, 3]);
    await around(30 * 24 - 1);
    expect([held(), source.readyState]).toEqual([[29, 28], "ended"]);
  });

  test("is said again when the playhead comes back to it", async () => {
    const { source, around } = film(30);
    await around(30 * 24 - 1);
    await around(0);
    expect(source.readyState).toBe("open");
    await around(30 * 24 - 1);
    expect(source.readyState).toBe("ended");
  });
});

describe("a browser that holds no more", () => {
  test("is freed of what is farthest, and the file is appended after all", async () => {
    const { feed, source, held, around } = film(20);
    source.buffer.room = 6;
    await around(0);
    await around(10 * 24);
    expect([held(), feed.failure]).toEqual([[3, 10, 11, 12, 13, 9], null]);
  });

  test("with nothing to free is asked again later, and keeps no listeners", async () => {
    const { feed, source, held, around } = film(20);
    source.buffer.room = 2;
    await around(0);
    expect([held(), feed.failure?.code, source.buffer.listeners]).toEqual([[0, 1], "media_unreadable", 0]);
    source.buffer.room = 9;
    await vi.advanceTimersByTimeAsync(1000);
    expect([held(), feed.failure]).toEqual([[0, 1, 2, 3], null]);
  });
});

test("closed, it gives up what is being fetched and appends nothing", async () => {
  const signals: AbortSignal[] = [];
  vi.stubGlobal("fetch", (_url: string, { signal }: { signal: AbortSignal }) => {
    signals.push(signal);
    return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
  });
  vi.spyOn(URL, "revokeObjectURL").mockReturnValue(undefined);
  const { feed, changed, held, around } = film(3);
  await around(0);
  feed.close();
  await vi.advanceTimersByTimeAsync(60_000);
  expect([signals.map(({ aborted }) => aborted), held(), changed.mock.calls.length]).toEqual([[true], [], 0]);
});
