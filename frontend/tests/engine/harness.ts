/** Drives the viewer for tests/e2e/test_viewer_engine.py and reads back what really is on the canvas. */
import {
  type DrawnReport,
  type EngineKind,
  type Manifest,
  type Pane,
  Viewer,
  type ViewerState,
} from "../../src/engine";
import { type Marking, readMarking } from "./barcode";

/** What the pixels say: left half and right half of the picture, and each side in its pane. */
interface Look {
  readonly left: Marking | null;
  readonly right: Marking | null;
  readonly panes: readonly (Marking | null)[];
}

/** One drawn frame: what the engine reports and what the pixels say. */
interface Sighting extends Look {
  readonly reported: DrawnReport;
  readonly rungs: readonly string[];
  readonly at: number;
}

const SETTLE_MS = 20_000;

class Harness {
  readonly canvas = document.querySelector("canvas") as HTMLCanvasElement;
  private viewer: Viewer | null = null;
  private sightings: Sighting[] = [];

  open(
    manifests: Manifest[],
    engine: EngineKind | "auto",
    width: number,
    height: number,
    cacheBytes = 64 * 2 ** 20,
  ): void {
    this.viewer?.close();
    const viewer = new Viewer(this.canvas, { engine, cacheBytes });
    viewer.resize(width, height);
    this.sightings = [];
    viewer.onDrawn((reported) => {
      const rungs = viewer.state.sides.map(({ rung }) => rung);
      this.sightings.push({ reported, rungs, ...this.look(), at: performance.now() });
    });
    this.viewer = viewer;
    viewer.setSides(manifests);
  }

  get current(): Viewer {
    if (this.viewer === null) throw new Error("open() first");
    return this.viewer;
  }

  get state(): ViewerState {
    return this.current.state;
  }

  look(): Look {
    const pixels = this.current.capture();
    const box = this.current.pictureBox();
    const panes = this.current.panes().map((pane) => readMarking(pixels, pane.box, visibleHalf(pane)));
    return { left: readMarking(pixels, box, 0), right: readMarking(pixels, box, 1), panes };
  }

  /** Go to a frame, wait until it is on the canvas, and say what the pixels carry. */
  async seek(frame: number) {
    this.current.seek(frame);
    const state = await this.until((now) => now.frame === frame && now.status !== "loading" && now.status !== "behind");
    return { status: state.status, shown: state.shown, sides: state.sides, ...this.look() };
  }

  async seekAll(frames: number[]) {
    const found = [];
    for (const frame of frames) found.push({ asked: frame, ...(await this.seek(frame)) });
    return found;
  }

  /** Step one frame after another, `by` frames each, and say what the pixels carry after each. */
  async steps(from: number, by: number, count: number) {
    await this.seek(from);
    const found = [];
    for (let step = 1; step <= count; step += 1) {
      this.current.step(by);
      const asked = from + step * by;
      await this.until((now) => now.frame === asked && now.status === "ready");
      found.push({ asked, ...this.look() });
    }
    return found;
  }

  /** Drag over these frames as fast as events come, and say what is on the canvas in the end. */
  async scrub(frames: number[]) {
    for (const frame of frames) {
      this.current.seek(frame);
      await new Promise((resolve) => setTimeout(resolve, 4));
    }
    const last = frames.at(-1) ?? 0;
    const state = await this.until((now) => now.frame === last && now.status === "ready");
    return { asked: last, shown: state.shown, ...this.look() };
  }

  /** Let this many frames of the browser's own pass. */
  async idle(frames: number): Promise<void> {
    for (let frame = 0; frame < frames; frame += 1) await new Promise((resolve) => requestAnimationFrame(resolve));
  }

  /** Keep the page from drawing for a while, as browsers do with hidden tabs; what was asked for comes afterwards. */
  hide(milliseconds: number): void {
    const draw = window.requestAnimationFrame;
    const held: FrameRequestCallback[] = [];
    window.requestAnimationFrame = (callback) => held.push(callback);
    setTimeout(() => {
      window.requestAnimationFrame = draw;
      for (const callback of held) draw.call(window, callback);
    }, milliseconds);
  }

  /** Play for a while; every drawn frame with its pixels. */
  async play(from: number, speed: number, milliseconds: number) {
    await this.seek(from);
    this.sightings = [];
    this.current.play(speed);
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    this.current.pause();
    const paused = await this.until((state) => state.status === "ready");
    return { sightings: this.sightings, paused: { frame: paused.frame, ...this.look() }, dropped: paused.dropped };
  }

  /** Go to a frame, wait until all sides show it from this rung, and say what was drawn on the way. */
  async sights(frame: number, rung: string) {
    this.sightings = [];
    this.current.seek(frame);
    await this.until((now) => now.shown === frame && now.sides.every((side) => side.rung === rung));
    return this.newestSights();
  }

  /** What was drawn since the last `sights`, `play` or `open`. */
  newestSights() {
    return this.sightings.map(({ reported, panes, rungs }) => ({ frame: reported.frame, panes, rungs }));
  }

  /** Play for a while from where it stands. */
  async playFromHere(milliseconds: number): Promise<void> {
    this.sightings = [];
    this.current.play();
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    this.current.pause();
  }

  /** Wait for a state; rejects with the state when it does not come. */
  until(isReached: (state: ViewerState) => boolean): Promise<ViewerState> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        stop?.();
        reject(new Error(`stuck at ${JSON.stringify(this.state)}`));
      }, SETTLE_MS);
      let stop: (() => void) | null = null;
      stop = this.current.subscribe((state) => {
        if (!isReached(state)) return;
        clearTimeout(timer);
        queueMicrotask(() => stop?.());
        resolve(state);
      });
    });
  }

  /** The canvas as base64 RGBA. */
  pixels(): string {
    const { rgba } = this.current.capture();
    let text = "";
    for (let at = 0; at < rgba.length; at += 32768) text += String.fromCharCode(...rgba.subarray(at, at + 32768));
    return btoa(text);
  }

  /** A still of one colour, put in the place of a side's proxy. */
  async still(side: number, frame: number, color: string, width: number, height: number): Promise<void> {
    const surface = new OffscreenCanvas(width, height);
    const context = surface.getContext("2d");
    if (context === null) throw new Error("no 2D context");
    context.fillStyle = color;
    context.fillRect(0, 0, width, height);
    const tiles = [{ x: 0, y: 0, width, height, pixels: await createImageBitmap(surface) }];
    this.current.setStill(side, { frame, width, height, bitDepth: 8, bits: 8, tiles });
  }

  /** Lose the graphics context and get it back. */
  async loseContext(): Promise<void> {
    const extension = this.canvas.getContext("webgl2")?.getExtension("WEBGL_lose_context");
    extension?.loseContext();
    await new Promise((resolve) => setTimeout(resolve, 50));
    const drawn = this.drawn();
    extension?.restoreContext();
    await drawn;
  }

  /** Wait for the next drawn picture. */
  drawn(): Promise<void> {
    return new Promise((resolve) => {
      const stop = this.current.onDrawn(() => {
        stop();
        resolve();
      });
    });
  }
}

/** The half of the picture whose code lies in the part of the canvas that the pane is seen in. */
function visibleHalf({ box, clip }: Pane): 0 | 1 {
  const [left, right] = [Math.min(...clip.map(({ x }) => x)), Math.max(...clip.map(({ x }) => x))];
  return box.x + 0.02 * box.width >= left && box.x + 0.48 * box.width <= right ? 0 : 1;
}

declare global {
  interface Window {
    harness: Harness;
  }
}

window.harness = new Harness();
