import type { CountMessage, SpeakerMessage } from "./messages";
import { SpeakerCount } from "./speaker-count";
import workletUrl from "./speaker-worklet?worker&url";

/** `asleep`: never woken, or the browser wants a person to press something first. `lost`: cannot be used (any more). */
export type SpeakerState = "asleep" | "opening" | "running" | "lost";

/** Where sound goes out. Times are samples of a take. */
export interface Speaker {
  readonly state: SpeakerState;
  /** Open or resume it; call this while a person's press is being handled. */
  wake(): void;
  /** Begin a take; what played before is dropped. */
  begin(): void;
  /** Give the next samples of the take: one or two channels, which change hands. */
  push(channels: readonly Float32Array<ArrayBuffer>[]): void;
  stop(): void;
  /** Samples of the take that have left the speaker by now. */
  heard(): number;
  /** 0 to 1. */
  setVolume(volume: number): void;
  close(): void;
}

/** How long a reading of the device's clock is carried on, in seconds, before it counts as standing still. */
const CARRIED_ON = 0.25;
const VOLUME_SECONDS = 0.01;

/** An audio context of the manifest's sample rate with an AudioWorklet that plays and counts. */
export class WorkletSpeaker implements Speaker {
  private context: AudioContext | null = null;
  private node: AudioWorkletNode | null = null;
  private gain: GainNode | null = null;
  private count = new SpeakerCount();
  private take = 0;
  private volume = 1;
  private isLost = false;

  constructor(
    private readonly sampleRate: number,
    private readonly changed: () => void,
  ) {}

  /** Whether this page can play sound sample by sample: AudioWorklet, which browsers keep to secure addresses. */
  static get isPossible(): boolean {
    return typeof AudioContext === "function" && "audioWorklet" in AudioContext.prototype && isSecureContext;
  }

  get state(): SpeakerState {
    if (this.isLost || this.context?.state === "closed") return "lost";
    if (this.context?.state !== "running") return "asleep";
    return this.node === null ? "opening" : "running";
  }

  wake(): void {
    if (this.context === null || this.context.state === "closed" || this.isLost) this.open();
    if (this.context !== null && this.context.state !== "running") this.context.resume().catch(() => this.changed());
  }

  begin(): void {
    this.take += 1;
    this.count = new SpeakerCount();
    this.post({ kind: "begin", take: this.take });
  }

  push(channels: readonly Float32Array<ArrayBuffer>[]): void {
    const transfer = channels.map((channel) => channel.buffer);
    this.node?.port.postMessage({ kind: "push", take: this.take, channels } satisfies SpeakerMessage, transfer);
  }

  stop(): void {
    this.post({ kind: "stop" });
  }

  heard(): number {
    const { context } = this;
    return context === null ? 0 : this.count.heard(outputTime(context) * context.sampleRate);
  }

  setVolume(volume: number): void {
    this.volume = volume;
    if (this.context !== null) this.gain?.gain.setTargetAtTime(volume, this.context.currentTime, VOLUME_SECONDS);
  }

  close(): void {
    if (this.context !== null) this.context.onstatechange = null;
    this.node?.port.close();
    this.context?.close().catch(() => undefined);
    this.context = null;
    this.node = null;
  }

  private open(): void {
    this.close();
    this.isLost = false;
    try {
      const context = new AudioContext({ sampleRate: this.sampleRate, latencyHint: "balanced" });
      this.context = context;
      context.onstatechange = () => this.changed();
      context.audioWorklet.addModule(new URL(workletUrl, document.baseURI)).then(
        () => this.connect(context),
        () => this.lose(context),
      );
    } catch {
      this.isLost = true;
    }
  }

  private connect(context: AudioContext): void {
    if (context !== this.context) return;
    const node = new AudioWorkletNode(context, "speaker", { numberOfInputs: 0, outputChannelCount: [2] });
    node.port.onmessage = (event: MessageEvent<CountMessage>) => {
      if (event.data.take === this.take) this.count.take(event.data);
    };
    node.onprocessorerror = () => this.lose(context);
    this.gain = new GainNode(context, { gain: this.volume });
    node.connect(this.gain).connect(context.destination);
    this.node = node;
    this.changed();
  }

  private lose(context: AudioContext): void {
    if (context !== this.context) return;
    this.isLost = true;
    this.changed();
  }

  private post(message: SpeakerMessage): void {
    this.node?.port.postMessage(message);
  }
}

/** The context time that is being heard now, in seconds. */
function outputTime(context: AudioContext): number {
  const stamp = context.getOutputTimestamp?.();
  if (stamp?.performanceTime === undefined || stamp.contextTime === undefined || stamp.performanceTime === 0) {
    return context.currentTime - (context.outputLatency || context.baseLatency || 0);
  }
  const since = (performance.now() - stamp.performanceTime) / 1000;
  return Math.min(stamp.contextTime + Math.min(since, CARRIED_ON), context.currentTime);
}
