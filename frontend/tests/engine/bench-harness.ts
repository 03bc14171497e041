/** The engine beside two plain video elements, timed for benchmarks/viewer. */
import { type DrawnReport, type Manifest, Viewer, type ViewerState } from "../../src/engine";
import { type PlanarPicture, planarBytes } from "../../src/engine/picture";
import { FIT } from "../../src/engine/render/geometry";
import { panesOf } from "../../src/engine/render/pane";
import { Renderer, type Scene } from "../../src/engine/render/renderer";

/** Milliseconds after which a seek counts as never done. */
const PATIENCE_MS = 20_000;

class Bench {
  readonly canvas = document.querySelector("canvas") as HTMLCanvasElement;
  private viewer: Viewer | null = null;
  private videos: HTMLVideoElement[] = [];
  private rate = 24;
  private drawn: DrawnReport | null = null;
  private looks = 0;
  private mixed = 0;

  /** Show these sides by the engine, at this rung or `auto`. */
  async open(sides: Manifest[], width: number, height: number, rung: string): Promise<void> {
    this.close();
    const viewer = new Viewer(this.canvas, { engine: "exact" });
    this.viewer = viewer;
    viewer.resize(width, height);
    viewer.onDrawn((report) => {
      this.drawn = report;
      this.looks += 1;
      this.mixed += report.sides.some((side) => side.frame !== report.frame) ? 1 : 0;
    });
    viewer.setSides(sides);
    viewer.setRung(rung);
    await this.shown(viewer, ({ frame, shown }) => frame === 0 && shown === 0);
  }

  /**
   * Milliseconds until the asked frame is drawn on all sides, from whichever rung, and until it is from the rung that was
   * set; null when a side showed another frame.
   */
  async seek(frame: number): Promise<{ drawn: number | null; atRung: number | null }> {
    const viewer = this.current;
    const began = performance.now();
    const passed = () => (this.drawn?.sides.every((side) => side.frame === frame) ? performance.now() - began : null);
    viewer.seek(frame);
    await this.shown(viewer, (state) => state.frame === frame && state.shown === frame);
    const drawn = passed();
    await this.shown(viewer, ({ rung, sides }) => sides.every((side) => side.rung === rung));
    return { drawn, atRung: passed() };
  }

  /** Let the engine make ready what lies around the playhead. */
  settle(milliseconds: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, milliseconds));
  }

  /** Play round and round. */
  playOn(): void {
    const viewer = this.current;
    [this.looks, this.mixed] = [0, 0];
    viewer.setLoop({ first: 0, end: viewer.state.frameCount });
    viewer.play();
  }

  /** What the engine says of its play. */
  playing() {
    const { frame, dropped, sides } = this.current.state;
    return { frame, dropped, looks: this.looks, mixed: this.mixed, rungs: sides.map((side) => side.rung) };
  }

  /** Put these files into plain video elements; `inMemory` fetches them whole first. */
  async openVideos(urls: string[], rate: number, inMemory: boolean): Promise<void> {
    this.close();
    this.rate = rate;
    this.videos = await Promise.all(
      urls.map(async (url) => {
        const video = document.createElement("video");
        video.muted = true;
        video.preload = "auto";
        video.src = inMemory ? URL.createObjectURL(await (await fetch(url)).blob()) : url;
        await new Promise((resolve) => video.addEventListener("loadeddata", resolve, { once: true }));
        return video;
      }),
    );
  }

  /** Milliseconds until all elements have presented the asked frame; null when one presented another. */
  async seekVideos(frame: number): Promise<number | null> {
    const began = performance.now();
    const reached = await Promise.all(this.videos.map((video) => this.seekVideo(video, frame)));
    return reached.every((one) => one === frame) ? performance.now() - began : null;
  }

  /** Play all elements, and say in how many animation frames they had presented different frames. */
  async playVideos(milliseconds: number) {
    const newest = this.videos.map(() => 0);
    this.videos.forEach((video, index) => {
      video.loop = true;
      const report = (_now: number, { mediaTime }: VideoFrameCallbackMetadata) => {
        newest[index] = this.frameAt(mediaTime);
        video.requestVideoFrameCallback(report);
      };
      video.requestVideoFrameCallback(report);
    });
    await Promise.all(this.videos.map((video) => video.play()));
    const until = performance.now() + milliseconds;
    let [looks, mixed] = [0, 0];
    while (performance.now() < until) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
      looks += 1;
      mixed += newest.some((frame) => frame !== newest[0]) ? 1 : 0;
    }
    for (const video of this.videos) video.pause();
    return { looks, mixed };
  }

  /** Milliseconds of each of `count` times that two pictures of this size are uploaded and drawn by the engine. */
  uploadPlanes(width: number, height: number, count: number): number[] {
    this.close();
    const surface = document.createElement("canvas");
    [surface.width, surface.height] = [960, 540];
    const renderer = new Renderer(surface, { lost: () => undefined, restored: () => undefined });
    const raster = { width, height, pixelAspect: { num: 1, den: 1 } };
    const mode = { kind: "wipe", position: 0.5, angle: 0 } as const;
    const pair = [0, 1] as const;
    const panes = panesOf({ mode, pair, count: 2 }, FIT, raster, surface);
    const scene: Scene = { mode, pair, panes, adjustments: [], isSmooth: true, crops: [], fits: [] };
    const pictures = (frame: number) => [planes(width, height, frame), planes(width, height, frame + 1)];
    renderer.show(pictures(0), scene);
    const gl = surface.getContext("webgl2");
    const times = Array.from({ length: count }, (_, frame) => {
      const given = pictures(frame + 1);
      const began = performance.now();
      renderer.show(given, scene);
      fence(gl);
      return performance.now() - began;
    });
    renderer.close();
    return times;
  }

  /** The same for the two video elements and `texImage2D`, upload alone. */
  uploadVideos(count: number): number[] {
    const surface = document.createElement("canvas");
    [surface.width, surface.height] = [960, 540];
    const gl = surface.getContext("webgl2");
    const textures = this.videos.map(() => gl?.createTexture() ?? null);
    const upload = () => {
      this.videos.forEach((video, index) => {
        gl?.bindTexture(gl.TEXTURE_2D, textures[index] ?? null);
        gl?.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, video);
      });
      fence(gl);
    };
    upload();
    return Array.from({ length: count }, () => {
      const began = performance.now();
      upload();
      return performance.now() - began;
    });
  }

  close(): void {
    this.viewer?.close();
    this.viewer = null;
    for (const video of this.videos) {
      URL.revokeObjectURL(video.src);
      video.removeAttribute("src");
      video.load();
    }
    this.videos = [];
  }

  private get current(): Viewer {
    if (this.viewer === null) throw new Error("open() first");
    return this.viewer;
  }

  private shown(viewer: Viewer, isAsked: (state: ViewerState) => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error("what was asked for did not come")), PATIENCE_MS);
      let stop: () => void = () => undefined;
      stop = viewer.subscribe((state) => {
        if (!isAsked(state)) return;
        clearTimeout(timer);
        queueMicrotask(() => stop());
        resolve();
      });
    });
  }

  private async seekVideo(video: HTMLVideoElement, frame: number): Promise<number> {
    const seeked = new Promise((resolve) => video.addEventListener("seeked", resolve, { once: true }));
    const presented = new Promise<number>((resolve) => {
      video.requestVideoFrameCallback((_now, { mediaTime }) => resolve(this.frameAt(mediaTime)));
    });
    video.currentTime = (frame + 0.5) / this.rate;
    await seeked;
    return presented;
  }

  private frameAt(mediaTime: number): number {
    return Math.round(mediaTime * this.rate);
  }
}

function planes(width: number, height: number, frame: number): PlanarPicture {
  const data = new Uint8Array(planarBytes(width, height)).fill(frame % 251);
  return { kind: "planar", frame, width, height, data };
}

/** Reading one pixel back waits until everything before it is done. */
function fence(gl: WebGL2RenderingContext | null): void {
  gl?.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4));
}

declare global {
  interface Window {
    bench: Bench;
  }
}

window.bench = new Bench();
