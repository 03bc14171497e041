import { beforeEach, describe, expect, test, vi } from "vitest";
import { DecodeQueue } from "../../../src/engine/exact/decode-queue";
import type { DecodeJob, WorkerMessage } from "../../../src/engine/exact/messages";
import { headLength, readHead } from "../../../src/engine/exact/proxy-demuxer";
import { ProxyStore } from "../../../src/engine/exact/proxy-store";
import { writeProxyFile } from "./proxy-file";
import { installScriptedDecoder, ScriptedDecoder } from "./scripted-decoder";

const file = await writeProxyFile(30);
const head = headLength(file, "a");
const { pictures } = await readHead(file.subarray(0, head), "a");

beforeEach(installScriptedDecoder);

function job(keyRank: number, part: Partial<DecodeJob> = {}): DecodeJob {
  const endRank = Math.min(keyRank + 12, 30);
  const [from, to] = [pictures[keyRank]?.from ?? 0, pictures[endRank - 1]?.to ?? 0];
  const place = { digest: "a", url: "/a", bytes: file.byteLength, head, from, to };
  return {
    ...place,
    key: `0:${keyRank}`,
    attempt: 1,
    keyRank,
    firstRank: keyRank,
    endRank,
    origin: 100,
    isDue: true,
    isGlimpse: false,
    ...part,
  };
}

function lane(answer: () => Response | Promise<Response> = () => new Response(file)) {
  const asked: string[] = [];
  const store = new ProxyStore(
    10_000,
    async (url) => {
      asked.push(url);
      return answer();
    },
    0,
  );
  const said: WorkerMessage[] = [];
  const queue = new DecodeQueue(7, store, (message) => said.push(message));
  const want = (...jobs: DecodeJob[]) => {
    store.want(jobs);
    queue.want(jobs);
  };
  const frames = () => said.flatMap((message) => (message.kind === "picture" ? [message.frame] : []));
  const ends = () => said.flatMap((message) => (message.kind === "picture" ? [] : [`${message.kind} ${message.key}`]));
  return { want, frames, ends, said, asked, queue, store };
}

const span = (first: number, end: number) => Array.from({ length: end - first }, (_, place) => first + place);

describe("a lane", () => {
  test("decodes the group that is wanted, and says when all of it is out", async () => {
    const { want, frames, ends } = lane();
    want(job(12));
    await vi.waitFor(() => expect(ends()).toEqual(["done 0:12"]));
    expect(frames()).toEqual(span(112, 124));
  });

  test("hands over no picture from before the first frame that its segment shows", async () => {
    const { want, frames, ends } = lane();
    want(job(12, { firstRank: 17 }));
    await vi.waitFor(() => expect(ends()).toEqual(["done 0:12"]));
    expect(frames()).toEqual(span(117, 124));
  });

  test("does a group again only when it is asked for again", async () => {
    const { want, ends } = lane();
    want(job(0));
    await vi.waitFor(() => expect(ends()).toHaveLength(1));
    want(job(0), job(24, { isDue: false }));
    await vi.waitFor(() => expect(ends()).toEqual(["done 0:0", "done 0:24"]));
    want(job(0, { attempt: 2 }));
    await vi.waitFor(() => expect(ends()).toEqual(["done 0:0", "done 0:24", "done 0:0"]));
  });

  test("lets a group go for the one that is due", async () => {
    const held: Array<() => void> = [];
    const { want, ends } = lane(() => new Promise((resolve) => held.push(() => resolve(new Response(file)))));
    want(job(0));
    want(job(12));
    await vi.waitFor(() => {
      for (const go of held.splice(0)) go();
      expect(ends()).toEqual(["done 0:12"]);
    });
  });

  test("takes a whole file where the manifest does not say where its groups lie", async () => {
    const { want, frames, asked } = lane();
    want(job(24, { head: file.byteLength, from: 0, to: file.byteLength }));
    await vi.waitFor(() => expect(frames()).toEqual(span(124, 130)));
    expect(asked).toEqual(["/a"]);
  });
});

describe("a group that does not come out", () => {
  test("is a failure that is tried again when somebody says so", async () => {
    let isBroken = true;
    ScriptedDecoder.script = { react: () => (isBroken ? "broken" : "picture") };
    const { want, said, ends, queue } = lane();
    want(job(0));
    await vi.waitFor(() => expect(said).toMatchObject([{ kind: "failed", key: "0:0", code: "media_unreadable" }]));
    isBroken = false;
    queue.retry();
    await vi.waitFor(() => expect(ends().at(-1)).toBe("done 0:0"));
  });

  test("is refused where the file has fewer pictures, or has them elsewhere", async () => {
    const { want, said } = lane();
    want(job(24, { endRank: 36 }));
    await vi.waitFor(() => expect(said).toMatchObject([{ kind: "failed", code: "media_mismatch" }]));
    const other = lane();
    other.want(job(12, { from: (pictures[12]?.from ?? 0) + 1 }));
    await vi.waitFor(() => expect(other.said).toMatchObject([{ kind: "failed", code: "media_mismatch" }]));
  });

  test("is a mismatch when the decoder keeps a picture", async () => {
    ScriptedDecoder.script = { react: (_, timestamp) => (timestamp % 5 === 0 ? "kept" : "picture") };
    const { want, said } = lane();
    want(job(0));
    await vi.waitFor(() => expect(said.at(-1)).toMatchObject({ kind: "failed", code: "media_mismatch" }));
  });

  test("says why its bytes do not come", async () => {
    const { want, said } = lane(() => new Response(null, { status: 404 }));
    want(job(0));
    await vi.waitFor(() => expect(said).toMatchObject([{ kind: "failed", code: "media_refused" }]));
  });
});
