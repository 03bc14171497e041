import { expect, test, vi } from "vitest";
import { SoundFiles } from "../../../src/engine/sound/sound-files";
import { TrackReader } from "../../../src/engine/sound/track-reader";
import { counting, manifestOf, piece } from "./fakes";

const PIECES = [piece(10, 20, "a", 5), piece(40, 10, "b")];

async function readerOf(broken: readonly string[] = []) {
  vi.stubGlobal("document", { baseURI: "http://site/" });
  vi.stubGlobal("fetch", (url: string) => {
    const isBroken = broken.some((digest) => url.includes(`/${digest}.`));
    return Promise.resolve(
      new Response(isBroken ? null : new Uint8Array([url.includes("/a.") ? 1 : 2]), { status: isBroken ? 404 : 200 }),
    );
  });
  const files = new SoundFiles(
    () => undefined,
    (bytes) => Promise.resolve(counting(new Uint8Array(bytes)[0] === 1 ? 100 : 200, 30)),
  );
  const [track] = manifestOf(PIECES).tracks;
  if (track === undefined) throw new Error("no track");
  const reader = new TrackReader(track, files);
  reader.want(0, 100);
  await vi.waitFor(() => {
    if (!PIECES.every((one) => files.get(one) !== null || files.failureOf(one) !== null)) throw new Error("not yet");
  });
  return reader;
}

test("samples lie where their piece says, with silence around", async () => {
  const reader = await readerOf();
  const [samples] = reader.read(8, 35);
  expect([...(samples ?? [])]).toEqual([
    ...[0, 0],
    ...Array.from({ length: 20 }, (_, index) => 105 + index),
    ...Array(10).fill(0),
    ...[200, 201, 202],
  ]);
});

test("a gap is ready at once; what is not fetched is not", async () => {
  const reader = await readerOf(["b"]);
  expect([reader.isReady(30, 10), reader.isReady(0, 40), reader.isReady(35, 10)]).toEqual([true, true, false]);
  expect(reader.failureIn(35, 10)?.code).toMatch(/media_/);
  expect(reader.failureIn(0, 40)).toBeNull();
});
