import { type Adjustment, adjustmentWithinRange, NEUTRAL } from "./render/adjustment";
import { type Fit, fitBox, fitOf } from "./render/fit";
import * as geometry from "./render/geometry";
import {
  drawnMode,
  FIRST_MODES,
  type Mode,
  type ModeKind,
  type ModeOf,
  type Pair,
  pairWithin,
  withinRange,
} from "./render/mode";
import { type Arrangement, areaAt, type CanvasArea, type Pane, panesOf } from "./render/pane";
import type { Scene } from "./render/renderer";
import type { Sides } from "./sides";

/** How film pixels larger than a device pixel are shown: as even blocks, or running into each other. */
export type Enlargement = "nearest" | "filtered";

/** How the sides are looked at: the mode, the two compared, adjustments, the zoom. Knows nothing of frames or time. */
export class Look {
  private kind: ModeKind = "wipe";
  private modes: { readonly [Kind in ModeKind]: ModeOf<Kind> } = FIRST_MODES;
  private wantedPair: Pair = [0, 1];
  private readonly adjusted: Adjustment[] = [];
  private currentView = geometry.FIT;
  private enlarged: Enlargement = "nearest";

  /** `canvas` is asked for its size in device pixels and `sides` for how many there are, each time anew. */
  constructor(
    private readonly canvas: geometry.CanvasSize,
    private readonly sides: Pick<Sides, "all" | "raster">,
  ) {}

  /** What is drawn: with one side only, that side. */
  get mode(): Mode {
    return this.arrangement.mode;
  }

  /** The two sides that a mode for two compares, first one first. */
  get pair(): Pair {
    return this.arrangement.pair;
  }

  get view(): geometry.View {
    return this.currentView;
  }

  get enlargement(): Enlargement {
    return this.enlarged;
  }

  /** By side. */
  get adjustments(): readonly Adjustment[] {
    return this.sides.all.map((_, side) => this.adjusted[side] ?? NEUTRAL);
  }

  /** Device pixels per row of the tallest side. */
  get scale(): number {
    return geometry.scaleOf(this.currentView, this.sides.raster, this.area());
  }

  /** How many device rows the picture takes: what the rung is chosen by. */
  get rows(): number {
    return this.rowsFor(this.sides.all.length, this.sides.raster);
  }

  /** How many it would take with this many sides, of which the tallest has this raster. */
  rowsFor(count: number, raster: geometry.Raster): number {
    const area = areaAt(this.arrangementOf(count), { x: 0, y: 0 }, this.canvas);
    return Math.round(geometry.scaleOf(this.currentView, raster, area) * raster.height);
  }

  get scene(): Scene {
    const isSmooth = this.currentView.zoom === "fit" || this.enlarged === "filtered";
    const crops = this.sides.all.map(({ manifest }) => manifest.crop ?? null);
    const fits = this.sides.all.map((_, side) => this.fitOf(side));
    const { mode, pair, panes, adjustments } = this;
    return { mode, pair, panes, adjustments, isSmooth, crops, fits };
  }

  /** Where each side is seen. */
  get panes(): readonly Pane[] {
    const { raster } = this.sides;
    return panesOf(this.arrangement, this.currentView, raster, this.canvas).map((pane) => ({
      ...pane,
      picture: fitBox(pane.box, this.fitOf(pane.side)),
    }));
  }

  /** Where a side's whole picture lies within the film's, in shares of it; null where it lies all over it. */
  fitOf(side: number): Fit | null {
    const manifest = this.sides.all[side]?.manifest;
    return manifest === undefined ? null : fitOf(manifest, this.sides.raster);
  }

  /** Where the whole picture lies on the canvas, in device pixels; that of the first pane where there are more. */
  get box(): geometry.PictureBox {
    return this.panes[0]?.box ?? geometry.pictureBox(this.currentView, this.sides.raster, this.canvas);
  }

  setMode(mode: Mode): void {
    this.modes = { ...this.modes, [mode.kind]: withinRange(mode) };
    this.kind = mode.kind;
  }

  /** A kind of mode as it was set last, shown or not. */
  lastMode<Kind extends ModeKind>(kind: Kind): ModeOf<Kind> {
    return this.modes[kind];
  }

  /** Go to a kind of mode as it was set last. */
  recallMode(kind: ModeKind): void {
    this.kind = kind;
  }

  setPair(pair: Pair): void {
    this.wantedPair = pair;
  }

  setAdjustment(side: number, adjustment: Adjustment): void {
    this.adjusted[side] = adjustmentWithinRange(adjustment);
  }

  setEnlargement(enlargement: Enlargement): void {
    this.enlarged = enlargement;
  }

  /** The other side of the pair alone; from a mode for two, the first. */
  flip(): void {
    const [first, second] = this.pair;
    const { mode } = this;
    const isFirst = mode.kind === "single" && mode.side === first;
    this.setMode({ kind: "single", side: isFirst ? second : first });
  }

  setView(view: geometry.View): void {
    this.currentView = view;
  }

  zoomTo(zoom: number, anchor?: geometry.CanvasPoint): void {
    const area = this.area(anchor);
    const held = anchor ? { x: anchor.x - area.x, y: anchor.y - area.y } : { x: area.width / 2, y: area.height / 2 };
    this.currentView = geometry.zoomAt(this.currentView, zoom, held, this.sides.raster, area);
  }

  /** Multiply the scale that the picture has now, so that factors given one after another all count. */
  zoomBy(factor: number, anchor?: geometry.CanvasPoint): void {
    this.zoomTo(this.scale * factor, anchor);
  }

  zoomStep(direction: 1 | -1, anchor?: geometry.CanvasPoint): void {
    this.zoomTo(geometry.nextZoom(this.currentView, direction, this.sides.raster, this.area()), anchor);
  }

  pan(byX: number, byY: number): void {
    this.currentView = geometry.pan(this.currentView, byX, byY, this.sides.raster, this.area());
  }

  private get arrangement(): Arrangement {
    return this.arrangementOf(this.sides.all.length);
  }

  private arrangementOf(count: number): Arrangement {
    return { mode: drawnMode(this.modes[this.kind], count), pair: pairWithin(this.wantedPair, count), count };
  }

  /** The part of the canvas that the view is fitted into: a pane where the mode has panes, else all of it. */
  private area(at: geometry.CanvasPoint = { x: 0, y: 0 }): CanvasArea {
    return areaAt(this.arrangement, at, this.canvas);
  }
}
