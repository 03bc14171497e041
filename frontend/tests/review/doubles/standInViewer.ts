import {
  type Adjustment,
  type DrawnReport,
  type Manifest,
  type Still,
  type Viewer,
  ViewerError,
  type ViewerState,
} from "../../../src/engine";
import { Look } from "../../../src/engine/look";
import { wholeSize } from "../../../src/engine/manifest";
import type { Mode } from "../../../src/engine/render/mode";
import { seenPart } from "../../../src/engine/stills/seen";
import { FrameRate } from "../../../src/engine/time/frame-rate";
import { Transport } from "../../../src/engine/transport";

const SIZE = { width: 800, height: 450 };

/**
 * A viewer without a canvas: clock and look are the real ones, pictures are none. As the real one it is at once what a
 * command made it, and tells listeners when the test says so.
 */
export class StandInViewer {
  readonly engine = "exact";
  readonly sound = { subscribe: () => () => undefined, setMuted: () => undefined, setVolume: () => undefined };
  readonly stills: { side: number; still: Still }[] = [];
  /** What `setSides` refuses, by the name of a side. */
  refuses = "";
  isClosed = false;
  private rung = "auto";
  manifests: readonly Manifest[] = [];
  private clock = new Transport(1, new FrameRate(24));
  private readonly look: Look;
  private readonly stateListeners = new Set<(state: ViewerState) => void>();
  private readonly drawnListeners = new Set<(report: DrawnReport) => void>();

  constructor() {
    const stand = this;
    this.look = new Look(SIZE, {
      get all() {
        return stand.manifests.map((manifest) => ({ manifest })) as never;
      },
      get raster() {
        const [first] = stand.manifests;
        const size = first ? wholeSize(first) : SIZE;
        return { ...size, pixelAspect: { num: 1, den: 1 } };
      },
    });
  }

  /** As the player takes it. */
  get asViewer(): Viewer {
    return this as unknown as Viewer;
  }

  get state(): ViewerState {
    const { frame, playing, speed } = this.clock.read(0);
    const { loop, isLoopHeld, pacing, frameCount } = this.clock;
    const { mode, pair, adjustments, view, enlargement, scale } = this.look;
    const seen = { picture: "proxy", exact: null, isRestored: true } as const;
    return {
      engine: this.engine,
      status: "ready",
      error: null,
      frame,
      frameCount,
      shown: frame,
      isPlaying: playing,
      speed,
      loop,
      isLoopHeld,
      pacing,
      rung: this.rung,
      dropped: 0,
      mode,
      pair,
      adjustments,
      view,
      enlargement,
      scale,
      sides: this.manifests.map(({ side }) => ({ side, rung: "540p", ...seen })),
    };
  }

  /** What the next animation frame does. */
  publish(): void {
    for (const listener of this.stateListeners) {
      listener(this.state);
    }
  }

  draw(report: DrawnReport): void {
    for (const listener of this.drawnListeners) {
      listener(report);
    }
  }

  subscribe(listener: (state: ViewerState) => void): () => void {
    this.stateListeners.add(listener);
    listener(this.state);
    return () => this.stateListeners.delete(listener);
  }

  onDrawn(listener: (report: DrawnReport) => void): () => void {
    this.drawnListeners.add(listener);
    return () => this.drawnListeners.delete(listener);
  }

  setSides(manifests: readonly Manifest[]): void {
    if (manifests.some(({ side }) => side === this.refuses)) {
      throw new ViewerError("sides_differ", "another length");
    }
    const [first] = manifests;
    this.manifests = manifests;
    if (first && first.frame_count !== this.clock.frameCount) {
      const { frame } = this.clock.read(0);
      this.clock = new Transport(first.frame_count, new FrameRate(first.rate.num, first.rate.den));
      this.clock.seek(0, frame);
    }
  }

  seek = (frame: number): void => this.clock.seek(0, frame);
  step = (frames: number): void => this.clock.step(0, frames);
  play = (): void => this.clock.play(0);
  pause = (): void => this.clock.pause(0);
  setLoop = (range: Parameters<Transport["setLoop"]>[1]): void => this.clock.setLoop(0, range);
  holdLoop = (range: Parameters<Transport["holdLoop"]>[1]): void => this.clock.holdLoop(0, range);
  setMode = (mode: Mode): void => this.look.setMode(mode);
  lastMode = (kind: "wipe"): Mode => this.look.lastMode(kind);
  setPair = (pair: ViewerState["pair"]): void => this.look.setPair(pair);
  setAdjustment = (side: number, adjustment: Adjustment): void => this.look.setAdjustment(side, adjustment);
  setEnlargement = (how: ViewerState["enlargement"]): void => this.look.setEnlargement(how);
  setPacing = (pacing: ViewerState["pacing"]): void => this.clock.setPacing(0, pacing);
  setRung = (rung: string): void => {
    this.rung = rung;
  };
  setView = (view: ViewerState["view"]): void => this.look.setView(view);
  zoomTo = (zoom: number): void => this.look.zoomTo(zoom);
  zoomBy = (factor: number): void => this.look.zoomBy(factor);
  panes = () => this.look.panes;
  pictureBox = () => this.look.box;
  resize = (): void => undefined;

  fitOf = (side: number) => this.look.fitOf(side);

  rasterOf(side: number) {
    const manifest = this.manifests[side];
    return manifest ? wholeSize(manifest) : null;
  }

  visible(side: number) {
    const size = this.rasterOf(side);
    return size && { x: 0, y: 0, ...size };
  }

  stillPart(side: number) {
    const size = this.rasterOf(side);
    return size && seenPart(side, this.look.scene, size);
  }

  setStill(side: number, still: Still): void {
    this.stills.push({ side, still });
  }

  capture() {
    return { ...SIZE, rgba: new Uint8Array(4 * SIZE.width * SIZE.height), frame: this.state.frame };
  }

  get framesPerSecond(): number {
    return this.clock.rate.nominal;
  }

  close(): void {
    this.isClosed = true;
  }
}
