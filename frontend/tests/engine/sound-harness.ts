/** Plays pictures with sound for tests/e2e/test_viewer_sound.py, and listens to what really goes to the speaker. */
import { type Manifest, type SoundManifest, type SoundState, Viewer } from "../../src/engine";
import { decodeSound } from "../../src/engine/sound/sound-files";

/** Tells where loud sound begins and how many samples were not silent, counted by the audio thread itself. */
const RECORDER = `
registerProcessor("recorder", class extends AudioWorkletProcessor {
  since = 10000;
  frame = 0;
  process([[samples]]) {
    // Without the context's lock the thread tells an older frame.
    this.frame = Math.max(this.frame, currentFrame) + 128;
    if (samples === undefined) return true;
    let sounding = 0;
    const loud = [];
    for (let index = 0; index < samples.length; index += 1) {
      const level = Math.abs(samples[index]);
      if (level > 0) sounding += 1;
      if (level > 0.3 && this.since > 1000) loud.push(this.frame - 128 + index);
      this.since = level > 0.3 ? 0 : this.since + 1;
    }
    if (sounding > 0) this.port.postMessage({ sounding, loud });
    return true;
  }
});`;

/** A drawn frame with what was heard when the loop decided on it; places are frames of the audio context. */
interface Sighting {
  readonly frame: number;
  readonly heard: number | null;
  readonly at: number;
}

class SoundHarness {
  /** Where clicks began. */
  loud: number[] = [];
  /** How many samples were not silent. */
  sounding = 0;
  context: AudioContext | null = null;
  private readonly canvas = document.querySelector("canvas") as HTMLCanvasElement;
  private viewer: Viewer | null = null;
  private sightings: Sighting[] = [];
  private tick: { heard: number | null; at: number } = { heard: null, at: 0 };

  constructor() {
    this.listenToLoop();
    this.listenToSpeaker();
  }

  get current(): Viewer {
    if (this.viewer === null) throw new Error("open() first");
    return this.viewer;
  }

  get sound(): SoundState {
    return this.current.sound.state;
  }

  open(manifests: Manifest[], sound: SoundManifest): void {
    this.viewer?.close();
    const viewer = new Viewer(this.canvas, { engine: "exact", cacheBytes: 64 * 2 ** 20 });
    viewer.resize(320, 180);
    viewer.onDrawn(({ frame }) => this.sightings.push({ frame, ...this.tick }));
    this.viewer = viewer;
    viewer.setSides(manifests);
    viewer.sound.setManifest(sound);
  }

  /** Wait until the paused viewer shows a frame. */
  async seek(frame: number): Promise<void> {
    this.current.seek(frame);
    await this.until(() => this.current.state.shown === frame);
  }

  /** Play from a frame at a speed until `frames` more are drawn or time is up; what was seen and heard meanwhile. */
  async play(from: number, frames: number, speed = 1) {
    await this.seek(from);
    this.clear();
    this.current.play(speed);
    await this.until(() => this.current.state.isPlaying);
    await this.until(() => this.sightings.length >= frames || !this.current.state.isPlaying);
    this.current.pause();
    await new Promise((resolve) => setTimeout(resolve, 300));
    return this.told();
  }

  clear(): void {
    [this.loud, this.sounding, this.sightings] = [[], 0, []];
  }

  told() {
    const { loud, sounding, sightings } = this;
    return { loud, sounding, sightings, frame: this.current.state.frame };
  }

  /** Where the samples of a file that are loud begin, and how many there are, as this browser decodes it. */
  async decoded(url: string, sampleRate: number) {
    const response = await fetch(url);
    const [samples = new Float32Array()] = await decodeSound(await response.arrayBuffer(), sampleRate);
    const loud = Array.from(samples.keys()).filter((at) => loudAt(samples, at) && !loudAt(samples, at - 1));
    return { length: samples.length, loud };
  }

  async until(isReached: () => boolean): Promise<void> {
    const limit = performance.now() + 20_000;
    while (!isReached()) {
      if (performance.now() > limit) {
        throw new Error(`stuck: ${JSON.stringify([this.current.state.frame, this.sound.status, this.told().loud])}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  private listenToLoop(): void {
    const schedule = window.requestAnimationFrame.bind(window);
    window.requestAnimationFrame = (callback) =>
      schedule((time) => {
        this.tick = { heard: this.viewer?.sound.heard() ?? null, at: this.deviceFrame() };
        callback(time);
      });
  }

  private listenToSpeaker(): void {
    const harness = this;
    const connect = AudioNode.prototype.connect;
    AudioNode.prototype.connect = function (this: AudioNode, ...given: unknown[]) {
      if (given[0] instanceof AudioDestinationNode) harness.record(this, connect);
      return Reflect.apply(connect, this, given);
    } as typeof connect;
  }

  private record(node: AudioNode, connect: typeof AudioNode.prototype.connect): void {
    const context = node.context as AudioContext;
    this.context = context;
    const source = URL.createObjectURL(new Blob([RECORDER], { type: "text/javascript" }));
    void context.audioWorklet.addModule(source).then(() => {
      const recorder = new AudioWorkletNode(context, "recorder", { numberOfOutputs: 0 });
      recorder.port.onmessage = ({ data }) => {
        this.sounding += data.sounding;
        this.loud.push(...data.loud);
      };
      Reflect.apply(connect, node, [recorder]);
    });
  }

  /** The frame of the audio context that the device plays now. */
  private deviceFrame(): number {
    const { context } = this;
    if (context === null) return 0;
    const { contextTime = 0, performanceTime = 0 } = context.getOutputTimestamp();
    const since = (performance.now() - performanceTime) / 1000;
    return Math.min(contextTime + since, context.currentTime) * context.sampleRate;
  }
}

function loudAt(samples: Float32Array, at: number): boolean {
  return Math.abs(samples[at] ?? 0) > 0.3;
}

declare global {
  interface Window {
    sounds: SoundHarness;
  }
}

window.sounds = new SoundHarness();
