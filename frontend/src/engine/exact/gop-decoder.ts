import { ViewerError } from "../errors";
import { copyPlanes, isReadable, type Planes } from "./planes";
import type { RankedChunk } from "./proxy-demuxer";

type PictureSink = (rank: number, planes: Planes) => void;

/**
 * Decodes closed groups of pictures one at a time.
 *
 * A chunk enters with its rank as timestamp, so the decoder itself says which picture comes out.
 */
export class GopDecoder {
  private decoder: VideoDecoder | null = null;
  private description = "";
  private preference: HardwareAcceleration = "no-preference";
  private failure: unknown = null;
  private copies: Promise<void>[] = [];
  private sink: PictureSink = () => undefined;

  /**
   * Decode `chunks` (decode order, key picture first) and hand over each picture with its rank.
   *
   * Resolves when all are delivered; rejects with `AbortError` after `abort`.
   */
  async decode(config: VideoDecoderConfig, chunks: readonly RankedChunk[], sink: PictureSink): Promise<void> {
    try {
      await this.decodeOnce(config, chunks, sink);
    } catch (error) {
      if (!(error instanceof OpaqueSurface)) throw error;
      this.preference = "prefer-software";
      this.close();
      await this.decodeOnce(config, chunks, sink);
    }
  }

  /** Give up the running group. */
  abort(): void {
    if (this.decoder?.state === "configured") this.decoder.reset();
    this.description = "";
  }

  private async decodeOnce(config: VideoDecoderConfig, chunks: readonly RankedChunk[], sink: PictureSink) {
    this.failure = null;
    this.copies = [];
    this.sink = sink;
    const decoder = await this.configured(config);
    for (const chunk of chunks) {
      const type = chunk.isKey ? "key" : "delta";
      decoder.decode(new EncodedVideoChunk({ type, timestamp: chunk.rank, data: chunk.data }));
    }
    try {
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
          this.failure = new ViewerError("media_unreadable", error.message);
        },
      });
      this.description = "";
    }
    const description = describe(config);
    if (description !== this.description) {
      const full = { ...config, hardwareAcceleration: this.preference, optimizeForLatency: true };
      const { supported } = await VideoDecoder.isConfigSupported(full);
      if (!supported) throw new ViewerError("codec_unsupported", config.codec);
      this.decoder.configure(full);
      this.description = description;
    }
    return this.decoder;
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

  private close(): void {
    if (this.decoder !== null && this.decoder.state !== "closed") this.decoder.close();
    this.decoder = null;
  }
}

/** The hardware keeps the picture where its planes cannot be read. */
class OpaqueSurface extends Error {}

function describe(config: VideoDecoderConfig): string {
  const { description } = config;
  if (description === undefined) return config.codec;
  const bytes = ArrayBuffer.isView(description)
    ? new Uint8Array(description.buffer, description.byteOffset, description.byteLength)
    : new Uint8Array(description as ArrayBuffer);
  return `${config.codec}:${bytes.join(",")}`;
}
