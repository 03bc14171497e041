import { afterEach, expect, test, vi } from "vitest";
import type { ImagePicture } from "../../../src/engine/picture";
import type { ScopeMessage } from "../../../src/engine/scopes/messages";
import { ScopeReader } from "../../../src/engine/scopes/scope-reader";
import { SharedImage } from "../../../src/engine/shared-image";
import type { Still } from "../../../src/engine/stills/still";

const BITMAP = { width: 4, height: 2, close: () => undefined };
const PICTURE: ImagePicture = { kind: "image", frame: 1, width: 4, height: 2, image: new SharedImage(BITMAP) };

/** Workers started by the page, and what each was sent. */
function watchWorkers(): ScopeMessage[][] {
  const started: ScopeMessage[][] = [];
  class FakeWorker {
    private readonly sent: ScopeMessage[] = [];
    constructor() {
      started.push(this.sent);
    }
    postMessage(message: ScopeMessage): void {
      this.sent.push(message);
    }
    terminate(): void {}
  }
  vi.stubGlobal("Worker", FakeWorker);
  return started;
}

afterEach(() => vi.unstubAllGlobals());

test("a picture whose memory was given back is no scope, and the next one is counted", async () => {
  const started = watchWorkers();
  const copies = [Promise.reject(new DOMException("closed", "InvalidStateError")), Promise.resolve(BITMAP)];
  vi.stubGlobal("createImageBitmap", () => copies.shift());
  const reader = new ScopeReader();
  await expect(reader.read("waveform", PICTURE)).resolves.toBeNull();
  void reader.read("waveform", PICTURE);
  await vi.waitFor(() => expect(started.flat().map(({ scope }) => scope)).toEqual(["waveform"]));
});

test("closed while a picture is copied, it starts no worker and frees the copy", async () => {
  const started = watchWorkers();
  const closed: string[] = [];
  let deliver: (copy: unknown) => void = () => undefined;
  vi.stubGlobal("createImageBitmap", () => new Promise((resolve) => (deliver = resolve)));
  const reader = new ScopeReader();
  const reading = reader.read("histogram", PICTURE);
  reader.close();
  deliver({ ...BITMAP, close: () => closed.push("copy") });
  await expect(reading).resolves.toBeNull();
  expect([started, closed]).toEqual([[], ["copy"]]);
});

test("a still is counted in its tiles; with one that cannot be read, not at all", async () => {
  const started = watchWorkers();
  const closed: number[] = [];
  const tile = (x: number) => ({
    x,
    y: 0,
    width: 2,
    height: 2,
    pixels: { width: 2, height: 2, close: () => undefined },
  });
  const still: Still = { frame: 1, width: 4, height: 2, bitDepth: 8, bits: 8, tiles: [tile(0), tile(2)] };
  let refuses = true;
  vi.stubGlobal("createImageBitmap", (pixels: ImageBitmap) => {
    const isRefused = refuses && pixels === still.tiles[1]?.pixels;
    return isRefused
      ? Promise.reject(new Error("closed"))
      : Promise.resolve({ ...BITMAP, close: () => closed.push(1) });
  });
  const reader = new ScopeReader();
  await expect(reader.read("parade", still)).resolves.toBeNull();
  expect([started, closed]).toEqual([[], [1]]);
  refuses = false;
  void reader.read("parade", still);
  await vi.waitFor(() => expect(started).toHaveLength(1));
  expect(started[0]?.[0]?.parts.map(({ left, pictureWidth }) => [left, pictureWidth])).toEqual([
    [0, 4],
    [2, 4],
  ]);
});
