import type { ImagePicture, PlanarPicture } from "../picture";
import type { ScopeCounts, ScopeKind } from "./counts";
import type { CountedMessage, CountedPicture, CountMessage } from "./messages";

type Answer = (counts: ScopeCounts | null) => void;

/** Counts scopes in a worker of its own, which starts with the first count and works through them in order. */
export class ScopeReader {
  private worker: Worker | null = null;
  private readonly waiting = new Map<number, Answer>();
  private lastTicket = 0;

  /** Count one scope of a picture as it is now. Null where it cannot be read, or the reader was closed meanwhile. */
  async read(scope: ScopeKind, picture: PlanarPicture | ImagePicture): Promise<ScopeCounts | null> {
    const counted = await copied(picture);
    this.lastTicket += 1;
    const message: CountMessage = { ticket: this.lastTicket, scope, picture: counted };
    const transfer = counted.kind === "planar" ? [counted.data.buffer] : [counted.image];
    return new Promise((resolve) => {
      this.waiting.set(message.ticket, resolve);
      this.running().postMessage(message, transfer);
    });
  }

  close(): void {
    this.worker?.terminate();
    this.worker = null;
    this.giveUp();
  }

  private running(): Worker {
    if (this.worker !== null) return this.worker;
    const worker = new Worker(new URL("./scope-worker.ts", import.meta.url), { type: "module" });
    worker.onmessage = ({ data: { ticket, counts } }: MessageEvent<CountedMessage>) => {
      this.waiting.get(ticket)?.(counts);
      this.waiting.delete(ticket);
    };
    worker.onerror = () => this.close();
    this.worker = worker;
    return worker;
  }

  private giveUp(): void {
    for (const answer of this.waiting.values()) answer(null);
    this.waiting.clear();
  }
}

/** The viewer keeps its own picture. */
async function copied(picture: PlanarPicture | ImagePicture): Promise<CountedPicture> {
  if (picture.kind === "image") return { kind: "image", image: await createImageBitmap(picture.image) };
  const { width, height } = picture;
  return { kind: "planar", width, height, data: picture.data.slice() };
}
