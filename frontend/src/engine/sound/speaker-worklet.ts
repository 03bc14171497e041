import type { CountMessage, SpeakerMessage } from "./messages";
import { SampleRing } from "./sample-ring";

declare const currentFrame: number;
declare const sampleRate: number;
declare function registerProcessor(name: string, processor: new () => AudioWorkletProcessor): void;
declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}

const CAPACITY_SECONDS = 4;
/** Samples of a block, by which audio threads work. */
const BLOCK = 128;
/** Blocks between two counts. */
const COUNT_EVERY = 16;

/** Plays what it is given and counts it; what is cut off fades over one block. */
class SpeakerProcessor extends AudioWorkletProcessor {
  private readonly ring = new SampleRing(CAPACITY_SECONDS * sampleRate);
  private take = 0;
  private played = 0;
  private isFlowing = false;
  private untold = 0;
  /** What `currentFrame` was one block ago. */
  private frame: number | null = null;
  /** The end of what was cut off. */
  private tail: Float32Array[] | null = null;

  constructor() {
    super();
    this.port.onmessage = (event: MessageEvent<SpeakerMessage>) => this.obey(event.data);
  }

  process(_inputs: Float32Array[][], outputs: Float32Array[][]): boolean {
    const [output = []] = outputs;
    if (this.isFlowing || this.isDated) this.account(currentFrame, this.ring.read(output), output);
    this.frame = currentFrame;
    this.tail?.forEach((channel, index) => {
      output[index]?.forEach((value, at, mixed) => {
        mixed[at] = value + (channel[at] ?? 0);
      });
    });
    this.tail = null;
    return true;
  }

  /**
   * Whether `currentFrame` belongs to this block: Chromium leaves that of an earlier one while the page holds the lock of
   * the context, and a flow that begins then would be counted from too early.
   */
  private get isDated(): boolean {
    return this.frame !== null && this.frame !== currentFrame;
  }

  private obey(message: SpeakerMessage): void {
    if (message.kind === "push") {
      if (message.take === this.take) this.ring.write(message.channels);
      return;
    }
    this.cutOff();
    this.take = message.kind === "begin" ? message.take : 0;
    this.played = 0;
  }

  private cutOff(): void {
    if (this.isFlowing) {
      this.tail = [new Float32Array(BLOCK), new Float32Array(BLOCK)];
      this.ring.read(this.tail);
      fade(this.tail, 1, 0);
    }
    this.ring.clear();
    this.isFlowing = false;
  }

  private account(begin: number, count: number, output: Float32Array[]): void {
    const wanted = output[0]?.length ?? 0;
    if (count > 0 && !this.isFlowing) {
      this.isFlowing = true;
      if (this.played > 0) fade(output, 0, 1);
      this.tell(begin);
    }
    this.played += count;
    this.untold += 1;
    if (this.isFlowing && count < wanted) {
      this.isFlowing = false;
      this.tell(begin + count);
    } else if (this.isFlowing && this.untold >= COUNT_EVERY) {
      this.tell(begin + count);
    }
  }

  private tell(contextFrame: number): void {
    this.untold = 0;
    const { take, played, isFlowing } = this;
    this.port.postMessage({ take, contextFrame, played, isFlowing } satisfies CountMessage);
  }
}

function fade(output: Float32Array[], from: number, to: number): void {
  for (const channel of output) {
    for (let index = 0; index < channel.length; index += 1) {
      const share = (index + 1) / channel.length;
      channel[index] = (channel[index] ?? 0) * (from + (to - from) * share);
    }
  }
}

registerProcessor("speaker", SpeakerProcessor);
