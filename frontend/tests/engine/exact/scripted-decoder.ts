/** Stands for the browser's decoder, which node has not: pictures come out in turn, as the test says. */

/** What a decoder does with a chunk: hand out its picture, one whose planes cannot be read, fail, or keep it. */
export type Reaction = "picture" | "opaque" | "taken" | "broken" | "kept";

export interface Script {
  react(decoder: ScriptedDecoder, timestamp: number): Reaction;
}

const WIDTH = 2;
const HEIGHT = 2;

export class ScriptedDecoder {
  static script: Script = { react: () => "picture" };
  static made: ScriptedDecoder[] = [];
  static isConfigSupported = async (): Promise<{ supported: boolean }> => ({ supported: true });

  state: CodecState = "unconfigured";
  preference = "";
  readonly kept: number[] = [];
  private failure: Error | null = null;

  constructor(private readonly init: VideoDecoderInit) {
    ScriptedDecoder.made.push(this);
  }

  configure({ hardwareAcceleration }: VideoDecoderConfig): void {
    this.state = "configured";
    this.preference = hardwareAcceleration ?? "";
  }

  decode({ timestamp }: { timestamp: number }): void {
    if (this.state !== "configured") throw new DOMException("not configured", "InvalidStateError");
    const reaction = ScriptedDecoder.script.react(this, timestamp);
    if (reaction === "kept") this.kept.push(timestamp);
    else if (reaction === "taken") this.fail(new DOMException("taken away", "QuotaExceededError"));
    else if (reaction === "broken") this.fail(new DOMException("no picture", "EncodingError"));
    else this.give(timestamp, reaction === "opaque" ? null : "I420");
  }

  /** Hand out a picture that belongs to this timestamp. */
  give(timestamp: number, format: string | null = "I420"): void {
    this.init.output({
      timestamp,
      format,
      visibleRect: { x: 0, y: 0, width: WIDTH, height: HEIGHT },
      copyTo: async (data: Uint8Array) => data.fill(timestamp % 256),
      close: () => undefined,
    } as unknown as VideoFrame);
  }

  async flush(): Promise<void> {
    if (this.failure !== null) throw this.failure;
  }

  reset(): void {
    this.state = "unconfigured";
  }

  close(): void {
    this.state = "closed";
  }

  private fail(error: DOMException): void {
    this.failure = error;
    this.init.error(error);
    this.state = "closed";
  }
}

/** Put it where the engine looks for the browser's own. */
export function installScriptedDecoder(): void {
  ScriptedDecoder.made = [];
  ScriptedDecoder.script = { react: () => "picture" };
  Object.assign(globalThis, {
    VideoDecoder: ScriptedDecoder,
    EncodedVideoChunk: class {
      readonly timestamp: number;
      constructor(init: EncodedVideoChunkInit) {
        this.timestamp = init.timestamp;
      }
    },
  });
}
