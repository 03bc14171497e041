import { describe, expect, test } from "vitest";
import { ViewerError } from "../../src/engine";
import { SegmentFiles } from "../../src/engine/segment-files";

const address = (digest: string) => ({ digest, url: `/${digest}`, bytes: 10 });

function server(answer: (url: string, call: number) => Response) {
  const calls: string[] = [];
  const files = new SegmentFiles(
    20,
    (url) => {
      calls.push(url);
      return Promise.resolve(answer(url, calls.length));
    },
    0,
  );
  return { calls, files, get: (digest: string) => files.get(address(digest)) };
}

const ten = () => new Response(new Uint8Array(10));

describe("segment files", () => {
  test("are fetched once, also when asked for twice at the same time", async () => {
    const { calls, get } = server(ten);
    await Promise.all([get("a"), get("a")]);
    await get("a");
    expect(calls).toEqual(["/a"]);
  });

  test("stay within the budget; the least recently used goes", async () => {
    const { calls, files, get } = server(ten);
    for (const digest of ["a", "b", "a", "c", "a", "b"]) await get(digest);
    expect(calls).toEqual(["/a", "/b", "/c", "/b"]);
    expect(files.bytes).toBe(20);
  });

  test("are tried again after a server error", async () => {
    const { calls, get } = server((_, call) => (call < 3 ? new Response(null, { status: 503 }) : ten()));
    expect((await get("a")).byteLength).toBe(10);
    expect(calls).toHaveLength(3);
  });

  test("that may not be read are refused at once, with the reason", async () => {
    const { calls, get } = server(() => new Response(null, { status: 404 }));
    await expect(get("a")).rejects.toThrow(new ViewerError("media_refused", "/a: status 404"));
    expect(calls).toHaveLength(1);
  });

  test("can be had later when a first try failed", async () => {
    const { get } = server((_, call) => (call === 1 ? new Response(null, { status: 404 }) : ten()));
    await expect(get("a")).rejects.toThrow("media_refused");
    expect((await get("a")).byteLength).toBe(10);
  });

  test("are refused to who is not signed in (any more)", async () => {
    const { calls, get } = server(() => new Response(null, { status: 401 }));
    await expect(get("a")).rejects.toThrow(new ViewerError("signed_out", "/a: status 401"));
    expect(calls).toHaveLength(1);
  });

  test("are given up when nobody needs them any more", async () => {
    const files = new SegmentFiles(20, (_, signal) => {
      return new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
    });
    const stale = files.get(address("a"));
    files.close();
    await expect(stale).rejects.toThrow("aborted");
  });
});
