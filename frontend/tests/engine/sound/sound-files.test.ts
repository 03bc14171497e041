import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { SoundFiles } from "../../../src/engine/sound/sound-files";
import { counting, piece } from "./fakes";

const PIECE = piece(0, 10, "a");

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("document", { baseURI: "http://site/" });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** Sound files of a site that gives these answers, the last of them again and again. */
function filesOf(...statuses: number[]) {
  const answers = [...statuses];
  const asked = vi.fn(() => {
    const status = (answers.length > 1 ? answers.shift() : answers[0]) ?? 500;
    return Promise.resolve(new Response(status === 200 ? new Uint8Array(1) : null, { status }));
  });
  vi.stubGlobal("fetch", asked);
  const changed = vi.fn();
  const files = new SoundFiles(changed, () => Promise.resolve(counting(0, 10)));
  return { files, asked, changed };
}

describe("a file that failed", () => {
  test("where another try may help is tried again after a rest, and tells when that is over", async () => {
    const { files, asked, changed } = filesOf(500, 500, 500, 200);
    files.want(PIECE);
    await vi.advanceTimersByTimeAsync(1300);
    expect([asked.mock.calls.length, files.failureOf(PIECE)?.code]).toEqual([3, "media_unreachable"]);
    files.want(PIECE);
    const told = changed.mock.calls.length;
    await vi.advanceTimersByTimeAsync(1000);
    expect([asked.mock.calls.length, changed.mock.calls.length]).toEqual([3, told + 1]);
    files.want(PIECE);
    await vi.advanceTimersByTimeAsync(0);
    expect([files.get(PIECE)?.length, files.failureOf(PIECE)]).toEqual([1, null]);
  });

  test("hopelessly waits until somebody comes back", async () => {
    const { files, asked } = filesOf(401, 200);
    files.want(PIECE);
    await vi.advanceTimersByTimeAsync(3_600_000);
    files.want(PIECE);
    expect([asked.mock.calls.length, files.failureOf(PIECE)?.code]).toEqual([1, "signed_out"]);
    files.retry();
    files.want(PIECE);
    await vi.advanceTimersByTimeAsync(0);
    expect(files.get(PIECE)).not.toBeNull();
  });
});

test("closed, it gives up what is under way and tells nothing", async () => {
  const { files, changed } = filesOf(200);
  const signals: AbortSignal[] = [];
  vi.stubGlobal("fetch", (_url: string, { signal }: { signal: AbortSignal }) => {
    signals.push(signal);
    return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
  });
  files.want(PIECE);
  files.close();
  await vi.advanceTimersByTimeAsync(60_000);
  expect([signals.map(({ aborted }) => aborted), changed.mock.calls.length]).toEqual([[true], 0]);
});
