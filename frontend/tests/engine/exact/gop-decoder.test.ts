import { beforeEach, describe, expect, test } from "vitest";
import { ViewerError } from "../../../src/engine";
import { GivenUp, GopDecoder, type RankedChunk } from "../../../src/engine/exact/gop-decoder";
import { installScriptedDecoder, ScriptedDecoder } from "./scripted-decoder";

const CONFIG: VideoDecoderConfig = { codec: "avc1.640020" };

beforeEach(installScriptedDecoder);

function chunks(...ranks: number[]): RankedChunk[] {
  return ranks.map((rank, index) => ({ rank, isKey: index === 0, data: async () => new Uint8Array(1) }));
}

async function ranks(decoder: GopDecoder, group: readonly RankedChunk[]): Promise<number[]> {
  const found: number[] = [];
  await decoder.decode(CONFIG, group, (rank) => found.push(rank));
  return found;
}

const preferences = () => ScriptedDecoder.made.map(({ preference }) => preference);

describe("a group of pictures", () => {
  test("comes out by rank, one decoder for all groups", async () => {
    const decoder = new GopDecoder();
    expect(await ranks(decoder, chunks(12, 13))).toEqual([12, 13]);
    expect(await ranks(decoder, chunks(24, 25))).toEqual([24, 25]);
    expect(preferences()).toEqual(["no-preference"]);
  });

  test("is decoded as its bytes come", async () => {
    let arrive: (bytes: Uint8Array<ArrayBuffer>) => void = () => undefined;
    const second = new Promise<Uint8Array<ArrayBuffer>>((resolve) => {
      arrive = resolve;
    });
    const [first, last] = chunks(0, 1);
    if (first === undefined || last === undefined) throw new Error("two chunks");
    const found: number[] = [];
    const done = new GopDecoder().decode(CONFIG, [first, { ...last, data: () => second }], (rank) => {
      found.push(rank);
    });
    await new Promise((resolve) => setTimeout(resolve));
    expect(found).toEqual([0]);
    arrive(new Uint8Array(1));
    await done;
    expect(found).toEqual([0, 1]);
  });

  test("is fed again to a new decoder when the browser took the old one", async () => {
    let failures = 1;
    ScriptedDecoder.script = { react: () => (failures-- > 0 ? "taken" : "picture") };
    expect(await ranks(new GopDecoder(), chunks(0, 1))).toEqual([0, 1]);
    expect(preferences()).toEqual(["no-preference", "no-preference"]);
  });

  test("that never comes out is lost or unreadable, by the reason", async () => {
    ScriptedDecoder.script = { react: () => "taken" };
    await expect(ranks(new GopDecoder(), chunks(0))).rejects.toThrow("decoder_lost");
    ScriptedDecoder.script = { react: () => "broken" };
    await expect(ranks(new GopDecoder(), chunks(0))).rejects.toThrow("media_unreadable");
  });

  test("whose bytes do not come says why, and is not tried again here", async () => {
    const refused = new ViewerError("signed_out", "/a");
    const chunk = { rank: 0, isKey: true, data: () => Promise.reject(refused) };
    await expect(ranks(new GopDecoder(), [chunk])).rejects.toBe(refused);
    expect(ScriptedDecoder.made).toHaveLength(1);
  });
});

describe("decoding in software", () => {
  test("ends with the group that nothing could decode", async () => {
    const decoder = new GopDecoder();
    ScriptedDecoder.script = { react: () => "broken" };
    await expect(ranks(decoder, chunks(0))).rejects.toThrow("media_unreadable");
    ScriptedDecoder.script = { react: () => "picture" };
    await ranks(decoder, chunks(12));
    expect(preferences()).toEqual(["no-preference", "no-preference", "prefer-software", "no-preference"]);
  });

  test("stays where it did better", async () => {
    const decoder = new GopDecoder();
    ScriptedDecoder.script = { react: ({ preference }) => (preference === "prefer-software" ? "picture" : "broken") };
    await ranks(decoder, chunks(0));
    await ranks(decoder, chunks(12));
    expect(preferences()).toEqual(["no-preference", "no-preference", "prefer-software"]);
  });

  test("is taken at once where the hardware keeps its pictures to itself", async () => {
    const decoder = new GopDecoder();
    ScriptedDecoder.script = { react: ({ preference }) => (preference === "prefer-software" ? "picture" : "opaque") };
    expect(await ranks(decoder, chunks(0))).toEqual([0]);
    expect(preferences()).toEqual(["no-preference", "prefer-software"]);
  });
});

describe("a group given up", () => {
  test("ends at once, and the next is decoded by the same decoder", async () => {
    const decoder = new GopDecoder();
    const waiting = {
      rank: 0,
      isKey: true,
      data: () => new Promise<Uint8Array<ArrayBuffer>>((go) => setTimeout(() => go(new Uint8Array(1)), 5)),
    };
    const stale = ranks(decoder, [waiting]);
    decoder.abort();
    await expect(stale).rejects.toBeInstanceOf(GivenUp);
    expect(await ranks(decoder, chunks(12))).toEqual([12]);
    expect(ScriptedDecoder.made).toHaveLength(1);
  });

  test("hands no late picture to the next one", async () => {
    const decoder = new GopDecoder();
    const late: number[] = [];
    ScriptedDecoder.script = {
      react: (_, timestamp) => {
        late.push(timestamp);
        return "picture";
      },
    };
    await ranks(decoder, chunks(3));
    ScriptedDecoder.script = {
      react: (one) => {
        for (const timestamp of late.splice(0)) one.give(timestamp);
        return "picture";
      },
    };
    expect(await ranks(decoder, chunks(12))).toEqual([12]);
  });
});
