import * as geometry from "./render/geometry";
import type { Mode, Scene } from "./render/renderer";

/** How the sides are looked at: the mode, the two compared, the zoom. Knows nothing of frames, time or pixels. */
export class Look {
  private currentMode: Mode = { kind: "wipe", position: 0.5 };
  private wipePosition = 0.5;
  private currentPair: readonly [number, number] = [0, 1];
  private currentView = geometry.FIT;

  /** `canvas` is asked for its size in device pixels and `raster` for what 1:1 refers to, each time anew. */
  constructor(
    private readonly canvas: geometry.CanvasSize,
    private readonly raster: () => geometry.Raster,
  ) {}

  get mode(): Mode {
    return this.currentMode;
  }

  /** Where the wipe stands or will stand. */
  get wipe(): number {
    return this.wipePosition;
  }

  /** The two sides that a mode for two compares, left first. */
  get pair(): readonly [number, number] {
    return this.currentPair;
  }

  get view(): geometry.View {
    return this.currentView;
  }

  /** Device pixels per row of the tallest side. */
  get scale(): number {
    return geometry.scaleOf(this.currentView, this.raster(), this.canvas);
  }

  /** How many device rows the picture takes: what the rung is chosen by. */
  get rows(): number {
    return Math.round(this.scale * this.raster().height);
  }

  get scene(): Scene {
    return { mode: this.currentMode, pair: this.currentPair, box: this.box, isSmooth: this.currentView.zoom === "fit" };
  }

  /** Where the whole picture lies on the canvas, in device pixels. */
  get box(): geometry.PictureBox {
    return geometry.pictureBox(this.currentView, this.raster(), this.canvas);
  }

  setMode(kind: "wipe" | "single", side: number): void {
    this.currentMode = kind === "wipe" ? { kind, position: this.wipePosition } : { kind, side };
  }

  setWipe(position: number): void {
    this.wipePosition = Math.min(Math.max(position, 0), 1);
    if (this.currentMode.kind === "wipe") this.currentMode = { kind: "wipe", position: this.wipePosition };
  }

  setPair(pair: readonly [number, number]): void {
    this.currentPair = pair;
  }

  /** The other side of the pair alone; from a mode for two, the first. */
  flip(): void {
    const [first, second] = this.currentPair;
    const isFirst = this.currentMode.kind === "single" && this.currentMode.side === first;
    this.setMode("single", isFirst ? second : first);
  }

  setView(view: geometry.View): void {
    this.currentView = view;
  }

  zoomTo(zoom: number, anchor?: geometry.CanvasPoint): void {
    const held = anchor ?? { x: this.canvas.width / 2, y: this.canvas.height / 2 };
    this.currentView = geometry.zoomAt(this.currentView, zoom, held, this.raster(), this.canvas);
  }

  zoomStep(direction: 1 | -1, anchor?: geometry.CanvasPoint): void {
    this.zoomTo(geometry.nextZoom(this.currentView, direction, this.raster(), this.canvas), anchor);
  }

  pan(byX: number, byY: number): void {
    this.currentView = geometry.pan(this.currentView, byX, byY, this.raster(), this.canvas);
  }
}
