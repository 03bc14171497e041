import { chooseEngine, detectCapabilities, type EngineKind } from "./capability";
import { type Enlargement, Look } from "./look";
import type { Manifest } from "./manifest";
import { Playback } from "./playback";
import { onReturn } from "./recovery";
import type { Adjustment } from "./render/adjustment";
import * as geometry from "./render/geometry";
import type { Mode, ModeKind, ModeOf, Pair } from "./render/mode";
import type { Pane } from "./render/pane";
import type { SideProbe } from "./render/probe";
import { type Pixels, Renderer } from "./render/renderer";
import type { ScopeKind } from "./scopes/counts";
import { type ScopeReading, Screen } from "./screen";
import { Sides } from "./sides";
import { describe } from "./snapshot";
import type { Sound } from "./sound/sound";
import type { DrawnReport, ViewerState } from "./state";
import { closeTiles, type PixelRectangle, type Still } from "./stills/still";
import { openSupply } from "./supply-choice";
import type { FrameRange } from "./time/frame-range";
import { FrameRate } from "./time/frame-rate";
import type { ClockReading, Pacing } from "./transport";

export interface ViewerOptions {
  /** `auto` takes the exact engine where the browser allows it. */
  readonly engine?: EngineKind | "auto";
  /** Decoded pictures kept in memory, all sides together. */
  readonly cacheBytes?: number;
}

const CACHE_BYTES = 384 * 2 ** 20;

/**
 * A frame-exact comparison of one to four sides on one canvas.
 *
 * Every drawn picture shows the same assembly frame on all sides; while a frame is not there on all of them the last
 * right picture stays and `state.status` says `behind`. Paused on a frame far away, it is drawn on all sides from their
 * smallest rung first and from the rung that was asked for once that is there; `state.sides` names the rung that is
 * seen. Frames are integers on the assembly axis.
 */
export class Viewer {
  readonly engine: EngineKind;
  private readonly sides: Sides;
  private readonly look: Look;
  private readonly screen: Screen;
  private readonly playback: Playback;
  private readonly stopListening: () => void;
  private mustRedraw = false;
  private isClosed = false;
  private snapshot: ViewerState;
  private readonly stateListeners = new Set<(state: ViewerState) => void>();
  private readonly drawnListeners = new Set<(report: DrawnReport) => void>();

  /** @throws ViewerError `browser_unsupported` or `graphics_unavailable` */
  constructor(
    readonly canvas: HTMLCanvasElement,
    options: ViewerOptions = {},
  ) {
    const wanted = options.engine ?? "auto";
    this.engine = wanted === "auto" ? chooseEngine(detectCapabilities()) : wanted;
    const bytes = options.cacheBytes ?? CACHE_BYTES;
    this.sides = new Sides(openSupply(this.engine, bytes, () => this.playback.schedule()));
    this.look = new Look(canvas, this.sides);
    const renderer = new Renderer(canvas, {
      lost: () => this.redraw(),
      restored: () => this.playback.forgetShown(),
    });
    this.screen = new Screen(renderer, this.sides, this.look, (report) => this.report(report));
    this.playback = new Playback(this.engine, this.sides, {
      draw: (frame, isPlaying) => this.screen.draw(frame, isPlaying),
      idle: (reading) => this.refine(reading),
      turned: (reading) => this.publish(reading),
      pace: (now, isPlaying, isLate) => this.sides.keepPace(now, isPlaying, isLate, this.look.rows),
    });
    this.stopListening = onReturn(() => this.retry());
    this.snapshot = this.describe(this.playback.read());
  }

  /** As it is now: after a command already, though it is published to listeners once an animation frame only. */
  get state(): ViewerState {
    return this.describe(this.playback.read());
  }

  /** Whole frames to the second, as a timecode counts them. */
  get framesPerSecond(): number {
    return this.playback.transport.rate.nominal;
  }

  /** Called with the present state now and with every later one; returns how to stop. */
  subscribe(listener: (state: ViewerState) => void): () => void {
    this.stateListeners.add(listener);
    listener(this.snapshot);
    return () => this.stateListeners.delete(listener);
  }

  /** Called after each newly drawn frame, in the same task as the drawing; returns how to stop. */
  onDrawn(listener: (report: DrawnReport) => void): () => void {
    this.drawnListeners.add(listener);
    return () => this.drawnListeners.delete(listener);
  }

  /**
   * Show these sides, left first, four at most. The playhead stays; a side given again by the same object keeps its
   * pictures.
   *
   * @throws ViewerError `sides_differ` when they have not the same rate and length, `manifest_broken`
   */
  setSides(manifests: readonly Manifest[]): void {
    this.sides.set(manifests, (count, raster) => this.look.rowsFor(count, raster));
    const [first] = manifests;
    if (first === undefined) return;
    this.playback.setAxis(first.frame_count, new FrameRate(first.rate.num, first.rate.den));
    this.screen.dropStills();
  }

  /** The tracks that are heard at speed 1, and what is chosen of them. */
  get sound(): Sound {
    return this.playback.sound;
  }

  /** Browsers let sound begin only while a person's press is being handled, so call this from there. */
  play(speed = 1): void {
    this.sound.wake();
    this.playback.command((clock, now) => clock.play(now, speed));
  }

  pause(): void {
    this.playback.command((clock, now) => clock.pause(now));
  }

  toggle(): void {
    if (this.playback.read().playing) this.pause();
    else this.play();
  }

  /** J (-1) and L (1): start in that direction, faster with each call. */
  shuttle(direction: 1 | -1): void {
    this.sound.wake();
    this.playback.command((clock, now) => clock.shuttle(now, direction));
  }

  /** Pause and move by frames. */
  step(frames: number): void {
    this.playback.command((clock, now) => clock.step(now, frames));
  }

  /** Go to a frame, clamped to the axis. */
  seek(frame: number): void {
    this.playback.command((clock, now) => clock.seek(now, frame));
  }

  /** Run in this range over and over from now on; null: to the end of the axis. */
  setLoop(range: FrameRange | null): void {
    this.playback.command((clock, now) => clock.setLoop(now, range));
  }

  /**
   * Run in this range whatever loop is set, as a motion window does, until null lets it go; then the loop that was set
   * counts again, as it was or as it was set meanwhile.
   */
  holdLoop(range: FrameRange | null): void {
    this.playback.command((clock, now) => clock.holdLoop(now, range));
  }

  /** Keep to the clock and leave late frames out, or show every frame and be slower where the machine is. */
  setPacing(pacing: Pacing): void {
    this.playback.command((clock, now) => clock.setPacing(now, pacing));
  }

  /** How the sides are compared. Numbers outside their range are brought into it; one side is always shown alone. */
  setMode(mode: Mode): void {
    this.look.setMode(mode);
    this.viewChanged();
  }

  /** A kind of mode as it was set last, shown or not. */
  lastMode<Kind extends ModeKind>(kind: Kind): ModeOf<Kind> {
    return this.look.lastMode(kind);
  }

  /** Go to a kind of mode as it was set last. */
  recallMode(kind: ModeKind): void {
    this.look.recallMode(kind);
    this.viewChanged();
  }

  /** Which two sides a mode for two compares, by their index. */
  setPair(pair: Pair): void {
    this.look.setPair(pair);
    this.redraw();
  }

  /** The other side of the pair alone; from a mode for two, the first. */
  flip(): void {
    this.look.flip();
    this.viewChanged();
  }

  /** Change how one side is shown; numbers outside their range are brought into it. */
  setAdjustment(side: number, adjustment: Adjustment): void {
    this.look.setAdjustment(side, adjustment);
    this.redraw();
  }

  /** How enlarged film pixels are shown. A fitted picture is always filtered. */
  setEnlargement(enlargement: Enlargement): void {
    this.look.setEnlargement(enlargement);
    this.redraw();
  }

  setView(view: geometry.View): void {
    this.look.setView(view);
    this.viewChanged();
  }

  /** Zoom to a scale (1 = one picture row per device pixel), holding what lies under `anchor` or the middle. */
  zoomTo(zoom: number, anchor?: geometry.CanvasPoint): void {
    this.look.zoomTo(zoom, anchor);
    this.viewChanged();
  }

  /** Zoom by a factor, as two fingers do, holding what lies under `anchor` or the middle. */
  zoomBy(factor: number, anchor?: geometry.CanvasPoint): void {
    this.look.zoomBy(factor, anchor);
    this.viewChanged();
  }

  /** One zoom step in (1) or out (-1). */
  zoomStep(direction: 1 | -1, anchor?: geometry.CanvasPoint): void {
    this.look.zoomStep(direction, anchor);
    this.viewChanged();
  }

  zoomFit(): void {
    this.setView(geometry.FIT);
  }

  /** Move the picture by device pixels. */
  pan(byX: number, byY: number): void {
    this.look.pan(byX, byY);
    this.viewChanged();
  }

  /** Where each side is seen, those behind first, in device pixels: for overlays. */
  panes(): readonly Pane[] {
    return this.look.panes;
  }

  /** Where the whole picture lies on the canvas, in device pixels; that of the first pane where there are more. */
  pictureBox(): geometry.PictureBox {
    return this.look.box;
  }

  /** What every side on the canvas has at a film point, and which of its pictures says so. */
  probe(point: geometry.FilmPoint): readonly SideProbe[] {
    return this.screen.probe(point);
  }

  /**
   * Count a scope of one side's whole picture, before adjustments, in a worker: of its still where that covers all of
   * it, else of the proxy or motion window under it.
   *
   * @returns null where there is no picture, its pixels cannot be read, or the viewer was closed meanwhile
   */
  readScope(side: number, scope: ScopeKind): Promise<ScopeReading | null> {
    return this.screen.readScope(side, scope);
  }

  /**
   * Use one rung by name (a side that lacks it shows the next below), or `auto`: the smallest that fills the view,
   * smaller when the machine falls behind.
   */
  setRung(rung: string): void {
    if (this.sides.setPolicy(rung, this.look.rows)) this.playback.restart();
    this.playback.schedule();
  }

  /** The size of a side's whole picture in pixels, also where a motion window shows a part of it; null without that side. */
  rasterOf(side: number): geometry.CanvasSize | null {
    return this.sides.rasterOf(side);
  }

  /** Where a side's whole picture lies within the film's, in shares of it; null where it lies all over it. */
  fitOf(side: number): geometry.PictureBox | null {
    return this.look.fitOf(side);
  }

  /** The part of a side's picture that is on the canvas, in pixels of the whole picture; null where none is. */
  visible(side: number): PixelRectangle | null {
    return this.screen.visible(side);
  }

  /**
   * The part of a side's picture that what is on the canvas is made of, in pixels of the whole picture; null where none
   * is. The tiles of a still must cover it to be exact.
   */
  stillPart(side: number): PixelRectangle | null {
    return this.screen.stillPart(side);
  }

  /**
   * Lay the exact picture over a side's proxy where its tiles are, as long as the viewer is paused on its frame.
   *
   * Decode tiles with `decodeTile`. The viewer owns them from here on and closes them; a still that comes too late is
   * closed at once.
   */
  setStill(side: number, still: Still): void {
    const { playing, frame: due } = this.playback.read();
    if (this.isClosed || playing || due !== still.frame) {
      closeTiles(still);
      return;
    }
    this.screen.setStill(side, still);
    if (this.playback.shown === still.frame) this.screen.draw(still.frame, false);
    this.playback.schedule();
  }

  /** Set the canvas's size in device pixels. */
  resize(width: number, height: number): void {
    this.screen.resize(width, height);
    if (this.sides.refresh(this.look.rows)) this.playback.restart();
    // Resizing clears the canvas: draw in this task, or it blinks.
    this.screen.redraw();
    this.playback.schedule();
  }

  /** The canvas's pixels as they are now, with the frame they show; null where they show none. */
  capture(): Pixels & { readonly frame: number | null } {
    const pixels = this.screen.capture();
    return { ...pixels, frame: this.screen.failure === null ? this.playback.shown : null };
  }

  /** Try again at once what failed; the viewer does so itself when the network or the person comes back. */
  retry(): void {
    this.sides.retry();
    this.sound.retry();
    this.playback.schedule();
  }

  close(): void {
    this.isClosed = true;
    this.stopListening();
    this.playback.close();
    this.sides.close();
    this.screen.close();
    this.stateListeners.clear();
    this.drawnListeners.clear();
  }

  private viewChanged(): void {
    if (this.sides.refresh(this.look.rows)) this.playback.restart();
    this.redraw();
  }

  private redraw(): void {
    this.mustRedraw = true;
    this.playback.schedule();
  }

  /** The due frame is on the canvas, or cannot be yet: a better picture of it, or another look at it, may be due. */
  private refine(reading: ClockReading): void {
    const isDue = !reading.playing && this.playback.shown === reading.frame;
    if (isDue && this.screen.isOutdated(reading.frame)) this.screen.draw(reading.frame, false);
    else if (this.mustRedraw) this.screen.redraw();
    this.mustRedraw = false;
  }

  private report(report: DrawnReport): void {
    this.mustRedraw = false;
    for (const listener of this.drawnListeners) listener(report);
  }

  private publish(reading: ClockReading): void {
    const next = this.describe(reading);
    if (JSON.stringify(next) === JSON.stringify(this.snapshot)) return;
    this.snapshot = next;
    for (const listener of this.stateListeners) listener(next);
  }

  private describe(reading: ClockReading): ViewerState {
    const { engine, playback, look, sides, screen } = this;
    return describe({ engine, reading, playback, look, sides, screen });
  }
}
