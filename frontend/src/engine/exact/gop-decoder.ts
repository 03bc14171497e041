import { ViewerError } from "../errors";
import { copyPlanes, isReadable, type Planes } from "./planes";

/** A coded picture by its place in presentation order; its bytes may still be on their way. */
export interface RankedChunk {
  readonly rank: number;
  readonly isKey: boolean;
  data(): Promise<Uint8Array<ArrayBuffer>>;
}

type PictureSink = (rank: number, planes: Planes) => void;

/** A group comes out at the first, second or third try, or not at all. */
const ATTEMPTS = 3;

/** What is thrown by, or comes from, a decoder that the browser closed; a broken picture gives other errors. */
const TAKEN = ["QuotaExceededError", "AbortError", "InvalidStateError"];

/** What was under way is not wanted any more. */
export class GivenUp extends Error {}

/** Ranks of one run are told from those of another by this much in the timestamp. */
const RUN = 2 ** 16;

/**
 * Decodes closed groups of pictures one at a time.
 *
 * A chunk enters with its run and rank as timestamp, so the decoder itself says which picture comes out, and a late one
 * of a run given up is known. Browsers take idle decoders away and hardware fails: the group is then fed again to a new
 * decoder, from its key picture; at last to one in software, which stays only where it did better.
 */
export class GopDecoder {
  private decoder: VideoDecoder | null = null;
  private description = "";
  private preference: HardwareAcceleration = "no-preference";
  private readonly supported = new Set<string>();
  private failure: unknown = null;
  private isGivenUp = false;
  private copies: Promise<void>[] = [];
  private run = 0;
  private sink: PictureSink = () => undefined;

  /**
   * Decode `chunks` (decode order, key picture first), each as soon as its bytes are here, and hand over each picture
   * with its rank, perhaps twice.
   *
   * Resolves when all are delivered. @throws GivenUp after `abort`; ViewerError `codec_unsupported`,
   * `media_unreadable`, `decoder_lost`, or of the bytes
   */
  async decode(config: VideoDecoderConfig, chunks: readonly RankedChunk[], sink: PictureSink): Promise<void> {
    this.isGivenUp = false;
    const before = this.preference;
    try {
      await this.decodeAtLast(config, chunks, sink);
    } catch (error) {
      this.preference = before;
      throw this.isGivenUp ? new GivenUp() : named(error);
    }
  }

  /** Give up the running group. */
  abort(): void {
    this.isGivenUp = true;
    this.run += 1;
    if (this.decoder?.state === "configured") this.decoder.reset();
    this.description = "";
  }

  close(): void {
    if (this.decoder !== null && this.decoder.state !== "closed") this.decoder.close();
    this.decoder = null;
  }

  private async decodeAtLast(config: VideoDecoderConfig, chunks: readonly RankedChunk[], sink: PictureSink) {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await this.decodeOnce(config, chunks, sink);
        return;
      } catch (error) {
        if (this.isGivenUp) throw error;
        this.close();
        if (error instanceof ViewerError || attempt === ATTEMPTS) throw error;
        if (error instanceof OpaqueSurface || attempt === ATTEMPTS - 1) this.preference = "prefer-software";
      }
    }
  }

  private async decodeOnce(config: VideoDecoderConfig, chunks: readonly RankedChunk[], sink: PictureSink) {
    this.failure = null;
    this.copies = [];
    this.sink = sink;
    this.run += 1;
    const { run } = this;
    const decoder = await this.configured(config);
    try {
      for (const { rank, isKey, data } of chunks) {
        const bytes = await data();
        if (this.isGivenUp) throw new GivenUp();
        const type = isKey ? "key" : "delta";
        decoder.decode(new EncodedVideoChunk({ type, timestamp: run * RUN + rank, data: bytes }));
      }
      await decoder.flush();
    } catch (error) {
      throw this.failure ?? error;
    } finally {
      await Promise.allSettled(this.copies);
    }
    if (this.failure !== null) throw this.failure;
  }

  private async configured(config: VideoDecoderConfig): Promise<VideoDecoder> {
    if (this.decoder === null || this.decoder.state === "closed") {
      this.decoder = new VideoDecoder({
        output: (frame) => this.copies.push(this.deliver(frame)),
        error: (error) => {
          this.failure = error;
        },
      });
      this.description = "";
    }
    const decoder = this.decoder;
    const description = `${this.preference}:${describe(config)}`;
    if (description !== this.description) {
      const full = { ...config, hardwareAcceleration: this.preference, optimizeForLatency: true };
      await this.requireSupport(description, full);
      if (this.isGivenUp) throw new GivenUp();
      decoder.configure(full);
      this.description = description;
    }
    return decoder;
  }

  private async requireSupport(description: string, config: VideoDecoderConfig): Promise<void> {
    if (this.supported.has(description)) return;
    const { supported } = await VideoDecoder.isConfigSupported(config);
    if (!supported) throw new ViewerError("codec_unsupported", config.codec);
    this.supported.add(description);
  }

  private async deliver(frame: VideoFrame): Promise<void> {
    const { run, sink } = this;
    try {
      const rank = frame.timestamp - run * RUN;
      if (rank < 0 || rank >= RUN) return;
      if (!isReadable(frame) && this.preference !== "prefer-software") throw new OpaqueSurface();
      const planes = await copyPlanes(frame);
      if (run === this.run) sink(rank, planes);
    } catch (error) {
      this.failure ??= error;
    } finally {
      frame.close();
    }
  }
}

/** The hardware keeps the picture where its planes cannot be read. */
class OpaqueSurface extends Error {}

function named(error: unknown): ViewerError {
  if (error instanceof ViewerError) return error;
  // The browser closed the decoder, for memory or because it stood idle: nothing is wrong with the film.
  const isTaken = error instanceof DOMException && TAKEN.includes(error.name);
  return new ViewerError(isTaken ? "decoder_lost" : "media_unreadable", String(error));
}

function describe(config: VideoDecoderConfig): string {
  const { description } = config;
  if (description === undefined) return config.codec;
  const bytes = ArrayBuffer.isView(description)
    ? new Uint8Array(description.buffer, description.byteOffset, description.byteLength)
    : new Uint8Array(description as ArrayBuffer);
  return `${config.codec}:${bytes.join(",")}`;
}
