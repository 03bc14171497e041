import type { CountMessage, SpeakerMessage } from "./messages";
import { SampleRing } from "./sample-ring";

declare const currentFrame: number;
declare const sampleRate: number;
declare function registerProcessor(name: string, processor: new () => AudioWorkletProcessor): void;
declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}

const CAPACITY_SECONDS = 4;
/** Blocks of 128 samples between two counts. */
const COUNT_EVERY = 16;

/** Plays what it is given, counts it, and fades over one block where it begins or is cut off. */
class SpeakerProcessor extends AudioWorkletProcessor {
  private readonly ring = new SampleRing(CAPACITY_SECONDS * sampleRate);
  private take = 0;
  private played = 0;
  private isFlowing = false;
  private isStopping = false;
  private untold = 0;

  constructor() {
    super();
    this.port.onmessage = (event: MessageEvent<SpeakerMessage>) => this.obey(event.data);
  }

  process(_inputs: Float32Array[][], outputs: Float32Array[][]): boolean {
    const [output = []] = outputs;
    const begin = currentFrame;
    const count = this.ring.read(output);
    if (this.isStopping) this.finish(output);
    else this.account(begin, count, output);
    return true;
  }

  private obey(message: SpeakerMessage): void {
    if (message.kind === "push") {
      if (message.take === this.take) this.ring.write(message.channels);
      return;
    }
    if (message.kind === "stop") {
      this.isStopping = true;
      this.take = 0;
      return;
    }
    this.ring.clear();
    this.take = message.take;
    this.played = 0;
    this.isFlowing = false;
    this.isStopping = false;
  }

  private finish(output: Float32Array[]): void {
    if (this.isFlowing) fade(output, 1, 0);
    else for (const channel of output) channel.fill(0);
    this.ring.clear();
    this.isFlowing = false;
    this.isStopping = false;
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
