import { describe, expect, test } from "vitest";
import { ViewerError } from "../../../src/engine";
import { ProxyStore, type RangeWish } from "../../../src/engine/exact/proxy-store";

const SIZE = 1000;
const HEAD = 100;
const NEVER = new AbortController().signal;

interface Asked {
  readonly url: string;
  readonly range: readonly [number, number];
  readonly isDue: boolean;
  readonly signal: AbortSignal;
  /** Send the next bytes of the answer. */
  send(count: number): Promise<void>;
  /** Answer with this instead. */
  answer(response: Response): void;
  /** Send the rest. */
  finish(): Promise<void>;
  breakOff(): void;
}

/** The bytes of a file: each says where it lies. */
const file = Uint8Array.from({ length: SIZE }, (_, place) => place % 251);
const turn = () => new Promise((resolve) => setTimeout(resolve));

function question(url: string, from: number, to: number, isDue: boolean, signal: AbortSignal) {
  let body: ReadableStreamDefaultController<Uint8Array> | null = null;
  let place = from;
  let answer: (response: Response) => void = () => undefined;
  let refuse: (reason: unknown) => void = () => undefined;
  const answered = new Promise<Response>((resolve, reject) => {
    [answer, refuse] = [resolve, reject];
  });
  const stream = new ReadableStream<Uint8Array>({
    start: (controller) => {
      body = controller;
    },
  });
  signal.addEventListener("abort", () => {
    refuse(signal.reason);
    body?.error(signal.reason);
  });
  const headers = { "Content-Range": `bytes ${from}-${to - 1}/${SIZE}` };
  const response = new Response(stream, { status: 206, headers });
  const send = async (count: number) => {
    answer(response);
    body?.enqueue(file.slice(place, place + count));
    place += count;
    await turn();
  };
  const asked: Asked = {
    url,
    range: [from, to],
    isDue,
    signal,
    send,
    answer,
    finish: async () => {
      await send(to - place);
      body?.close();
      await turn();
    },
    breakOff: () => body?.error(new Error("connection lost")),
  };
  return { asked, response: answered };
}

function line() {
  const asked: Asked[] = [];
  const store = new ProxyStore(
    3000,
    (url, { from, to }, isDue, signal) => {
      const made = question(url, from, to, isDue, signal);
      asked.push(made.asked);
      return made.response;
    },
    0,
  );
  const open = () => asked.filter(({ signal }) => !signal.aborted).map(({ url, range }) => [url, ...range]);
  return { asked, store, open };
}

function wish(digest: string, from: number, to: number, isDue = false): RangeWish {
  return { digest, url: `/${digest}`, bytes: SIZE, head: HEAD, from, to, isDue, isGlimpse: false };
}

function glimpse(digest: string, from: number, to: number): RangeWish {
  return { ...wish(digest, from, to, true), isGlimpse: true };
}

describe("what is due", () => {
  test("is asked for alone with the head of its file, on all sides at once, and the rest behind it afterwards", async () => {
    const { asked, store, open } = line();
    store.want([wish("a", 400, 500, true), wish("b", 300, 400, true), wish("a", 500, 600), wish("a", 600, SIZE)]);
    expect(open()).toEqual([
      ["/a", 0, HEAD],
      ["/a", 400, 500],
      ["/b", 0, HEAD],
      ["/b", 300, 400],
    ]);
    for (const one of [...asked]) await one.finish();
    expect(open().slice(4)).toEqual([["/a", 500, SIZE]]);
    expect(asked[4]?.isDue).toBe(false);
  });

  test("is one question where it begins behind the head", () => {
    const { store, open } = line();
    store.want([wish("a", HEAD, 200, true)]);
    expect(open()).toEqual([["/a", 0, 200]]);
  });

  test("follows the glimpses of all sides, which come alone", async () => {
    const { asked, store, open } = line();
    const wishes = [
      glimpse("s", HEAD, 200),
      glimpse("t", HEAD, 200),
      wish("a", HEAD, 500, true),
      wish("b", HEAD, SIZE),
    ];
    store.want(wishes);
    expect(open()).toEqual([
      ["/s", 0, 200],
      ["/t", 0, 200],
    ]);
    await asked[0]?.finish();
    expect(open()).toHaveLength(2);
    await asked[1]?.finish();
    expect(open().slice(2)).toEqual([["/a", 0, 500]]);
    expect([store.has(glimpse("s", HEAD, 200)), store.has(wish("a", HEAD, 500))]).toEqual([true, false]);
  });

  test("does not wait for a glimpse that cannot come", async () => {
    const { asked, store, open } = line();
    store.want([glimpse("s", HEAD, 200), wish("a", HEAD, 500, true)]);
    asked[0]?.answer(new Response(null, { status: 404 }));
    await turn();
    await turn();
    expect(open().at(-1)).toEqual(["/a", 0, 500]);
  });

  test("takes the line from what is fetched ahead, whose bytes stay", async () => {
    const { asked, store, open } = line();
    store.want([wish("a", HEAD, SIZE)]);
    await asked[0]?.send(300);
    store.want([wish("b", HEAD, 200, true), wish("a", HEAD, SIZE)]);
    expect(open()).toEqual([["/b", 0, 200]]);
    await asked[1]?.finish();
    expect(open().at(-1)).toEqual(["/a", 300, SIZE]);
  });

  test("waits for a fetch that is about to bring it, and nothing else starts or stops meanwhile", async () => {
    const { asked, store, open } = line();
    store.want([wish("a", HEAD, SIZE), wish("b", HEAD, SIZE)]);
    await asked[0]?.send(450);
    store.want([wish("a", 400, 500, true), wish("a", 500, SIZE), wish("b", HEAD, SIZE)]);
    await turn();
    expect(open()).toEqual([["/a", 0, SIZE]]);
    expect(asked).toHaveLength(2);
    await asked[0]?.finish();
    expect(open().at(-1)).toEqual(["/b", 0, SIZE]);
  });

  test("gives up what a later target does not need", () => {
    const { asked, store } = line();
    store.want([wish("a", 400, 500, true)]);
    store.want([wish("b", 400, 500, true)]);
    expect(asked.map(({ signal }) => signal.aborted)).toEqual([true, true, false, false]);
  });
});

describe("bytes", () => {
  test("can be read as they come", async () => {
    const { asked, store } = line();
    store.want([wish("a", HEAD, SIZE, true)]);
    const read = store.read(wish("a", 0, 0), { from: 200, to: 220 }, NEVER);
    await asked[0]?.send(220);
    expect(await read).toEqual(file.subarray(200, 220));
    expect(store.bytes).toBe(220);
  });

  test("come from the right place where a server answers with the whole file", async () => {
    const { asked, store } = line();
    store.want([wish("a", 400, 500, true)]);
    const read = store.read(wish("a", 0, 0), { from: 400, to: 500 }, NEVER);
    for (const one of asked) one.answer(new Response(file));
    expect(await read).toEqual(file.subarray(400, 500));
  });

  test("from another place than asked are refused", async () => {
    const { asked, store } = line();
    store.want([wish("a", HEAD, 200, true)]);
    const read = store.read(wish("a", 0, 0), { from: HEAD, to: 200 }, NEVER);
    asked[0]?.answer(new Response(file, { status: 206, headers: { "Content-Range": `bytes 7-206/${SIZE}` } }));
    await expect(read).rejects.toThrow("media_mismatch");
  });

  test("are asked for from where a connection broke off", async () => {
    const { asked, store } = line();
    store.want([wish("a", HEAD, SIZE, true)]);
    await asked[0]?.send(300);
    asked[0]?.breakOff();
    await turn();
    await turn();
    expect(asked.map(({ range }) => range)).toEqual([
      [0, SIZE],
      [300, SIZE],
    ]);
  });

  test("that may not be read are refused to who waits for them, at once", async () => {
    const { asked, store } = line();
    store.want([wish("a", HEAD, 200, true)]);
    const read = store.read(wish("a", 0, 0), { from: HEAD, to: 200 }, NEVER);
    asked[0]?.answer(new Response(null, { status: 401 }));
    await expect(read).rejects.toThrow(new ViewerError("signed_out", "/a: status 401"));
  });

  test("that nobody waits for any more are not handed over", async () => {
    const { store } = line();
    const giving = new AbortController();
    store.want([wish("a", HEAD, 200, true)]);
    const read = store.read(wish("a", 0, 0), { from: HEAD, to: 200 }, giving.signal);
    giving.abort(new Error("given up"));
    await expect(read).rejects.toThrow("given up");
  });
});

describe("fetching ahead", () => {
  test("goes on with the next file when one fails, and asks for that again on demand", async () => {
    const { asked, store, open } = line();
    store.want([wish("a", HEAD, SIZE), wish("b", HEAD, SIZE), wish("c", HEAD, SIZE)]);
    asked[0]?.answer(new Response(null, { status: 404 }));
    await turn();
    expect(open().at(-1)).toEqual(["/c", 0, SIZE]);
    await asked[1]?.finish();
    store.retry();
    expect(open().at(-1)).toEqual(["/a", 0, SIZE]);
  });

  test("keeps to the budget; what was wished for longest ago goes", async () => {
    const { asked, store, open } = line();
    for (const digest of ["a", "b", "c", "d"]) {
      store.want([wish(digest, HEAD, SIZE)]);
      await asked.at(-1)?.finish();
    }
    expect(store.bytes).toBe(3 * SIZE);
    store.want([wish("b", HEAD, SIZE)]);
    expect(asked).toHaveLength(4);
    store.want([wish("a", HEAD, SIZE)]);
    expect(open().at(-1)).toEqual(["/a", 0, SIZE]);
  });
});
