/** Drives the viewer for tests/e2e/test_viewer_engine.py and reads back what really is on the canvas. */
import { type DrawnReport, type EngineKind, type Manifest, Viewer, type ViewerState } from "../../src/engine";
import { type Marking, readMarking } from "./barcode";

/** One drawn frame: what the engine reports and what the pixels say, left half and right half. */
interface Sighting {
  readonly reported: DrawnReport;
  readonly left: Marking | null;
  readonly right: Marking | null;
  readonly at: number;
}

const SETTLE_MS = 20_000;

class Harness {
  readonly canvas = document.querySelector("canvas") as HTMLCanvasElement;
  private viewer: Viewer | null = null;
  private sightings: Sighting[] = [];

  open(manifests: Manifest[], engine: EngineKind, width: number, height: number, cacheBytes = 64 * 2 ** 20): void {
    this.viewer?.close();
    const viewer = new Viewer(this.canvas, { engine, cacheBytes });
    viewer.resize(width, height);
    viewer.onDrawn((reported) => this.sightings.push({ reported, ...this.look(), at: performance.now() }));
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

  look(): { left: Marking | null; right: Marking | null } {
    const pixels = this.current.capture();
    const box = this.current.pictureBox();
    return { left: readMarking(pixels, box, 0), right: readMarking(pixels, box, 1) };
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
    this.current.setStill(side, frame, await createImageBitmap(surface));
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

declare global {
  interface Window {
    harness: Harness;
  }
}

window.harness = new Harness();
