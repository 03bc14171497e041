import { ViewerError } from "../errors";
import { copyPlanes, isReadable, type Planes } from "./planes";
import type { RankedChunk } from "./proxy-demuxer";

type PictureSink = (rank: number, planes: Planes) => void;

/** A group comes out at the first, second or third try, or not at all. */
const ATTEMPTS = 3;

/** What is thrown by, or comes from, a decoder that the browser closed; a broken picture gives other errors. */
const TAKEN = ["QuotaExceededError", "AbortError", "InvalidStateError"];

/** What was under way is not wanted any more. */
export class GivenUp extends Error {}

/**
 * Decodes closed groups of pictures one at a time.
 *
 * A chunk enters with its rank as timestamp, so the decoder itself says which picture comes out. Browsers take idle
 * decoders away and hardware fails: the group is then fed again to a new decoder, from its key picture.
 */
export class GopDecoder {
  private decoder: VideoDecoder | null = null;
  private description = "";
  private preference: HardwareAcceleration = "no-preference";
  private failure: unknown = null;
  private isGivenUp = false;
  private copies: Promise<void>[] = [];
  private sink: PictureSink = () => undefined;

  /**
   * Decode `chunks` (decode order, key picture first) and hand over each picture with its rank, perhaps twice.
   *
   * Resolves when all are delivered. @throws GivenUp after `abort`; ViewerError `codec_unsupported`,
   * `media_unreadable`, `decoder_lost`
   */
  async decode(config: VideoDecoderConfig, chunks: readonly RankedChunk[], sink: PictureSink): Promise<void> {
    this.isGivenUp = false;
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      try {
        await this.decodeOnce(config, chunks, sink);
        return;
      } catch (error) {
        this.requireHope(error, attempt);
        if (error instanceof OpaqueSurface || attempt === ATTEMPTS - 1) this.preference = "prefer-software";
        this.close();
      }
    }
  }

  /** Give up the running group. */
  abort(): void {
    this.isGivenUp = true;
    if (this.decoder?.state === "configured") this.decoder.reset();
    this.description = "";
  }

  close(): void {
    if (this.decoder !== null && this.decoder.state !== "closed") this.decoder.close();
    this.decoder = null;
  }

  /** Go on only where a new decoder may do better. */
  private requireHope(error: unknown, attempt: number): void {
    if (this.isGivenUp) throw new GivenUp();
    if (error instanceof ViewerError) throw error;
    if (attempt === ATTEMPTS)
      throw new ViewerError(isTaken(error) ? "decoder_lost" : "media_unreadable", String(error));
  }

  private async decodeOnce(config: VideoDecoderConfig, chunks: readonly RankedChunk[], sink: PictureSink) {
    this.failure = null;
    this.copies = [];
    this.sink = sink;
    const decoder = await this.configured(config);
    if (this.isGivenUp) throw new GivenUp();
    try {
      for (const chunk of chunks) {
        const type = chunk.isKey ? "key" : "delta";
        decoder.decode(new EncodedVideoChunk({ type, timestamp: chunk.rank, data: chunk.data }));
      }
      await decoder.flush();
    } catch (error) {
      this.description = "";
      throw this.failure ?? error;
    } finally {
      await Promise.allSettled(this.copies);
    }
    if (this.failure !== null) throw this.failure;
  }

  private async configured(config: VideoDecoderConfig): Promise<VideoDecoder> {
    if (this.decoder === null || this.decoder.state === "closed") {
      this.decoder = new VideoDecoder({
        output: (frame) => this.copies.push(this.deliver(frame, this.sink)),
        error: (error) => {
          this.failure = error;
        },
      });
      this.description = "";
    }
    const decoder = this.decoder;
    const description = describe(config);
    if (description !== this.description) {
      const full = { ...config, hardwareAcceleration: this.preference, optimizeForLatency: true };
      const { supported } = await VideoDecoder.isConfigSupported(full);
      if (!supported) throw new ViewerError("codec_unsupported", config.codec);
      decoder.configure(full);
      this.description = description;
    }
    return decoder;
  }

  private async deliver(frame: VideoFrame, sink: PictureSink): Promise<void> {
    try {
      if (!isReadable(frame) && this.preference !== "prefer-software") throw new OpaqueSurface();
      sink(frame.timestamp, await copyPlanes(frame));
    } catch (error) {
      this.failure ??= error;
    } finally {
      frame.close();
    }
  }
}

/** The hardware keeps the picture where its planes cannot be read. */
class OpaqueSurface extends Error {}

/** The browser closed the decoder, for memory or because it stood idle; nothing is wrong with the film. */
function isTaken(error: unknown): boolean {
  return error instanceof DOMException && TAKEN.includes(error.name);
}

function describe(config: VideoDecoderConfig): string {
  const { description } = config;
  if (description === undefined) return config.codec;
  const bytes = ArrayBuffer.isView(description)
    ? new Uint8Array(description.buffer, description.byteOffset, description.byteLength)
    : new Uint8Array(description as ArrayBuffer);
  return `${config.codec}:${bytes.join(",")}`;
}
