import { Backoff } from "../backoff";
import { ViewerError } from "../errors";
import { SegmentFiles } from "../segment-files";
import type { SoundPiece } from "./sound-manifest";

/** What was decoded of a file: a channel after the other. */
export type Channels = readonly Float32Array[];

const FETCHED_BYTES = 16 * 2 ** 20;
/** Decoded files kept: each is five seconds. */
const KEPT = 12;

/** Sound files, fetched and decoded before they are needed. */
export class SoundFiles {
  private readonly files = new SegmentFiles(FETCHED_BYTES);
  private readonly decoded = new Map<string, Channels>();
  private readonly running = new Set<string>();
  private readonly failed = new Map<string, ViewerError>();
  private readonly backoff: Backoff;
  private isClosed = false;

  /** `changed`: a file came or failed, or one that failed may be tried again. */
  constructor(
    private readonly changed: () => void,
    private readonly decode: (bytes: ArrayBuffer) => Promise<Channels>,
  ) {
    this.backoff = new Backoff(() => this.tell());
  }

  /** The file's samples, or null while they are not here. */
  get(piece: SoundPiece): Channels | null {
    const held = this.decoded.get(piece.digest);
    if (held === undefined) return null;
    this.decoded.delete(piece.digest);
    this.decoded.set(piece.digest, held);
    return held;
  }

  failureOf(piece: SoundPiece): ViewerError | null {
    return this.failed.get(piece.digest) ?? null;
  }

  /** Have a file ready; one that failed is tried again after a while, where that may help. */
  want(piece: SoundPiece): void {
    const { digest } = piece;
    if (this.decoded.has(digest) || this.running.has(digest) || this.backoff.isResting(digest)) return;
    this.running.add(digest);
    this.load(piece)
      .then((channels) => this.keep(digest, channels))
      .catch((error) => this.fail(digest, error))
      .finally(() => {
        this.running.delete(digest);
        this.tell();
      });
  }

  /** Try again at once what failed. */
  retry(): void {
    this.backoff.wake();
  }

  /** Give up what is being fetched; nothing is told from here on. */
  close(): void {
    this.isClosed = true;
    this.files.close();
  }

  private tell(): void {
    if (!this.isClosed) this.changed();
  }

  private async load(piece: SoundPiece): Promise<Channels> {
    const bytes = await this.files.get({ ...piece, url: new URL(piece.url, document.baseURI).href });
    // Decoding empties the buffer it is given.
    return this.decode(bytes.slice().buffer);
  }

  private fail(digest: string, error: unknown): void {
    if (this.isClosed) return;
    const known = error instanceof ViewerError ? error : new ViewerError("media_unreadable", String(error));
    this.failed.set(digest, known);
    this.backoff.failed(digest, !known.isPassing);
  }

  private keep(digest: string, channels: Channels): void {
    this.failed.delete(digest);
    this.backoff.succeeded(digest);
    this.decoded.set(digest, channels);
    for (const oldest of this.decoded.keys()) {
      if (this.decoded.size <= KEPT) break;
      this.decoded.delete(oldest);
    }
  }
}

/** Decode a whole file at a sample rate; nothing is resampled where the file has that rate. */
export async function decodeSound(bytes: ArrayBuffer, sampleRate: number): Promise<Channels> {
  const context = new OfflineAudioContext(1, 1, sampleRate);
  const decoded = await context.decodeAudioData(bytes);
  return Array.from({ length: decoded.numberOfChannels }, (_, index) => decoded.getChannelData(index));
}
