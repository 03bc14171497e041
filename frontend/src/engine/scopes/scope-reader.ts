import type { ImagePicture, PlanarPicture } from "../picture";
import type { Still } from "../stills/still";
import type { ScopeCounts, ScopeKind } from "./counts";
import type { CountedMessage, ScopeMessage, SentPart } from "./messages";

type Answer = (counts: ScopeCounts | null) => void;

/** Counts scopes in a worker of its own, which starts with the first count and works through them in order. */
export class ScopeReader {
  private worker: Worker | null = null;
  private readonly waiting = new Map<number, Answer>();
  private lastTicket = 0;
  private isClosed = false;

  /**
   * Count one scope of a picture, or of a still that covers all of it, as it is now.
   *
   * @returns null where it cannot be read, or the reader was closed meanwhile
   */
  async read(scope: ScopeKind, picture: PlanarPicture | ImagePicture | Still): Promise<ScopeCounts | null> {
    const parts = await copied(picture);
    if (parts === null) return null;
    if (this.isClosed) {
      for (const part of parts) if (part.kind === "image") part.image.close();
      return null;
    }
    this.lastTicket += 1;
    const message: ScopeMessage = { ticket: this.lastTicket, scope, parts };
    const transfer = parts.map((part) => (part.kind === "image" ? part.image : part.data.buffer));
    return new Promise((resolve) => {
      this.waiting.set(message.ticket, resolve);
      this.running().postMessage(message, transfer);
    });
  }

  close(): void {
    this.isClosed = true;
    this.stop();
  }

  private running(): Worker {
    if (this.worker !== null) return this.worker;
    const worker = new Worker(new URL("./scope-worker.ts", import.meta.url), { type: "module" });
    worker.onmessage = ({ data: { ticket, counts } }: MessageEvent<CountedMessage>) => {
      this.waiting.get(ticket)?.(counts);
      this.waiting.delete(ticket);
    };
    worker.onerror = () => this.stop();
    this.worker = worker;
    return worker;
  }

  private stop(): void {
    this.worker?.terminate();
    this.worker = null;
    for (const answer of this.waiting.values()) answer(null);
    this.waiting.clear();
  }
}

/** The viewer keeps its own picture. Null where the browser gives no copy, as of a bitmap that was closed. */
async function copied(picture: PlanarPicture | ImagePicture | Still): Promise<SentPart[] | null> {
  if ("tiles" in picture) return copiedTiles(picture);
  const { width, height } = picture;
  const place = { width, height, left: 0, pictureWidth: width };
  if (picture.kind === "planar") return [{ kind: "planar", ...place, data: picture.data.slice() }];
  const image = await bitmapCopy(picture.image.bitmap);
  return image && [{ kind: "image", ...place, image }];
}

async function copiedTiles({ tiles, width: pictureWidth }: Still): Promise<SentPart[] | null> {
  const parts = await Promise.all(
    tiles.map(async ({ x: left, width, height, pixels }): Promise<SentPart | null> => {
      const place = { width, height, left, pictureWidth };
      if ("planes" in pixels) return { kind: "deep", ...place, bits: pixels.bits, data: pixels.planes.slice() };
      const image = await bitmapCopy(pixels);
      return image && { kind: "image", ...place, image };
    }),
  );
  const found = parts.filter((part) => part !== null);
  if (found.length === parts.length) return found;
  for (const part of found) if (part.kind === "image") part.image.close();
  return null;
}

function bitmapCopy(image: ImageBitmap): Promise<ImageBitmap | null> {
  return createImageBitmap(image).catch(() => null);
}
