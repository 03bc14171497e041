import { chooseEngine, detectCapabilities, type EngineKind } from "./capability";
import type { ViewerError } from "./errors";
import type { Manifest } from "./manifest";
import type { ImagePicture, Picture } from "./picture";
import { DECODED_AHEAD, ONE_BY_ONE, Presenter } from "./presenter";
import * as geometry from "./render/geometry";
import { type Mode, type Pixels, Renderer, type Scene } from "./render/renderer";
import type { SideSource } from "./side-source";
import { Sides } from "./sides";
import type { DrawnReport, SideState, ViewerState, ViewerStatus } from "./state";
import type { FrameRange } from "./time/frame-range";
import { FrameRate } from "./time/frame-rate";
import { type ClockReading, Transport } from "./transport";

export interface ViewerOptions {
  /** `auto` takes the exact engine where the browser allows it. */
  readonly engine?: EngineKind | "auto";
  /** Decoded pictures kept in memory, all sides together. */
  readonly cacheBytes?: number;
}

const CACHE_BYTES = 384 * 2 ** 20;
/** Milliseconds between two ticks of a playing viewer that mean it was not being drawn at all. */
const ASLEEP_MS = 1000;

/**
 * A frame-exact comparison of one or two sides on one canvas.
 *
 * Every drawn picture shows the same assembly frame on all sides; while a frame is not there on all of them the last
 * right picture stays and `state.status` says `behind`. Frames are integers on the assembly axis.
 */
export class Viewer {
  readonly engine: EngineKind;
  private readonly renderer: Renderer;
  private readonly sides: Sides;
  private transport = new Transport(1, new FrameRate(24));
  private presenter: Presenter;
  private readonly stills = new Map<number, ImagePicture>();
  private mode: Mode = { kind: "wipe", position: 0.5 };
  private wipePosition = 0.5;
  private currentView = geometry.FIT;
  private wasStalled = false;
  private mustRedraw = false;
  private lastTick = 0;
  private isTicking = false;
  private scheduled = 0;
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
    this.presenter = this.newPresenter();
    this.sides = new Sides(this.engine, options.cacheBytes ?? CACHE_BYTES, () => this.schedule());
    this.renderer = new Renderer(canvas, () => {
      this.presenter.forgetShown();
      this.schedule();
    });
    this.snapshot = this.describe(this.transport.read(performance.now()));
  }

  get state(): ViewerState {
    return this.snapshot;
  }

  /** Whole frames to the second, as a timecode counts them. */
  get framesPerSecond(): number {
    return this.transport.rate.nominal;
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
   * Show these sides, left first. The playhead stays; a side given again by the same object keeps its pictures.
   *
   * @throws ViewerError `sides_differ` when they have not the same rate and length, `manifest_broken`
   */
  setSides(manifests: readonly Manifest[]): void {
    this.sides.set(manifests, this.rows());
    const [first] = manifests;
    if (first === undefined) return;
    const now = performance.now();
    const { frame } = this.transport.read(now);
    this.transport = new Transport(first.frame_count, new FrameRate(first.rate.num, first.rate.den));
    this.transport.seek(now, frame);
    this.presenter = this.newPresenter();
    this.dropStills(null);
    this.schedule();
  }

  play(speed = 1): void {
    this.command((now) => this.transport.play(now, speed));
  }

  pause(): void {
    this.command((now) => this.transport.pause(now));
  }

  toggle(): void {
    if (this.transport.read(performance.now()).playing) this.pause();
    else this.play();
  }

  /** J (-1) and L (1): start in that direction, faster with each call. */
  shuttle(direction: 1 | -1): void {
    this.command((now) => this.transport.shuttle(now, direction));
  }

  /** Pause and move by frames. */
  step(frames: number): void {
    this.command((now) => this.transport.step(now, frames));
  }

  /** Go to a frame, clamped to the axis. */
  seek(frame: number): void {
    this.command((now) => this.transport.seek(now, frame));
  }

  setLoop(range: FrameRange | null): void {
    this.command((now) => this.transport.setLoop(now, range));
  }

  /** Wipe, or one side alone. */
  setMode(kind: "wipe" | "single", side = 0): void {
    this.mode = kind === "wipe" ? { kind, position: this.wipePosition } : { kind, side };
    this.redraw();
  }

  /** Put the wipe at 0..1 of the canvas width. */
  setWipe(position: number): void {
    this.wipePosition = Math.min(Math.max(position, 0), 1);
    if (this.mode.kind === "wipe") this.mode = { kind: "wipe", position: this.wipePosition };
    this.redraw();
  }

  /** The other side alone; from a wipe, the first side. */
  flip(): void {
    this.setMode("single", this.mode.kind === "single" && this.mode.side === 0 ? 1 : 0);
  }

  setView(view: geometry.View): void {
    this.currentView = view;
    this.sides.refresh(this.rows());
    this.redraw();
  }

  /** Zoom to a scale (1 = one picture row per device pixel), holding what lies under `anchor` or the middle. */
  zoomTo(zoom: number, anchor?: geometry.CanvasPoint): void {
    const canvas = this.size();
    const held = anchor ?? { x: canvas.width / 2, y: canvas.height / 2 };
    this.setView(geometry.zoomAt(this.currentView, zoom, held, this.sides.raster, canvas));
  }

  /** One zoom step in (1) or out (-1). */
  zoomStep(direction: 1 | -1, anchor?: geometry.CanvasPoint): void {
    this.zoomTo(geometry.nextZoom(this.currentView, direction, this.sides.raster, this.size()), anchor);
  }

  zoomFit(): void {
    this.setView(geometry.FIT);
  }

  /** Move the picture by device pixels. */
  pan(byX: number, byY: number): void {
    this.setView(geometry.pan(this.currentView, byX, byY, this.sides.raster, this.size()));
  }

  /** Where the whole picture lies on the canvas, in device pixels: for overlays. */
  pictureBox(): geometry.PictureBox {
    return geometry.pictureBox(this.currentView, this.sides.raster, this.size());
  }

  /** Use one rung by name, or `auto`: the smallest that fills the view, smaller when the machine falls behind. */
  setRung(rung: string): void {
    this.sides.setPolicy(rung, this.rows());
    this.schedule();
  }

  /**
   * Show this exact picture of a side instead of its proxy, as long as the viewer is paused on `frame`.
   *
   * Decode it with `createImageBitmap(blob, { colorSpaceConversion: "none", premultiplyAlpha: "none" })`. The viewer
   * owns the bitmap from here on and closes it; one that comes too late is closed at once.
   */
  setStill(side: number, frame: number, image: ImageBitmap): void {
    const { playing, frame: due } = this.transport.read(performance.now());
    if (playing || due !== frame) {
      image.close();
      return;
    }
    this.stills.get(side)?.image.close();
    this.stills.set(side, { kind: "image", frame, width: image.width, height: image.height, image });
    if (this.presenter.shownFrame === frame) this.draw(frame, false);
    this.schedule();
  }

  /** Set the canvas's size in device pixels. */
  resize(width: number, height: number): void {
    this.canvas.width = width;
    this.canvas.height = height;
    this.sides.refresh(this.rows());
    // Resizing clears the canvas: draw in this task, or it blinks.
    this.renderer.redraw(this.scene());
    this.schedule();
  }

  /** The canvas's pixels as they are now, with the frame they show. */
  capture(): Pixels & { readonly frame: number | null } {
    return { ...this.renderer.capture(this.scene()), frame: this.presenter.shownFrame };
  }

  /** Fetch again what failed. */
  retry(): void {
    this.sides.reopen(this.rows());
    this.schedule();
  }

  close(): void {
    cancelAnimationFrame(this.scheduled);
    this.sides.close();
    this.dropStills(null);
    this.renderer.close();
    this.stateListeners.clear();
    this.drawnListeners.clear();
  }

  private newPresenter(): Presenter {
    return new Presenter(this.transport, this.engine === "exact" ? DECODED_AHEAD : ONE_BY_ONE);
  }

  private command(act: (now: number) => void): void {
    act(performance.now());
    this.schedule();
  }

  private redraw(): void {
    this.mustRedraw = true;
    this.schedule();
  }

  private schedule(): void {
    if (this.scheduled === 0) this.scheduled = requestAnimationFrame(() => this.tick());
  }

  private tick(): void {
    this.scheduled = 0;
    const now = performance.now();
    this.wakeUp(now);
    this.followVideos(now);
    const decision = this.presenter.decide(now, (frame) => this.sides.pictures(frame) !== null);
    const reading = this.transport.read(now);
    this.wish(reading);
    this.stepDownWhenLate();
    if (decision.draw !== null) this.draw(decision.draw, reading.playing);
    else if (!reading.playing && this.isOutdated(reading.frame)) this.draw(reading.frame, false);
    else if (this.mustRedraw) this.renderer.redraw(this.scene());
    this.mustRedraw = false;
    this.publish(reading);
    if (reading.playing) this.schedule();
  }

  /** A better picture of the shown frame came: from another rung, or by the exact seek of a paused video. */
  private isOutdated(frame: number): boolean {
    if (this.presenter.shownFrame !== frame) return false;
    const { shown } = this.renderer;
    const pictures = this.sides.pictures(frame) ?? [];
    return pictures.some((picture, side) => !this.stills.has(side) && isAnother(picture, shown[side]));
  }

  private wish(reading: ClockReading): void {
    const { first, last } = this.transport.bounds();
    const isInside = reading.playing && reading.frame >= first && reading.frame <= last;
    this.sides.want({
      frame: reading.frame,
      direction: reading.playing ? (reading.speed > 0 ? 1 : -1) : 0,
      first: isInside ? first : 0,
      end: isInside ? last + 1 : this.transport.frameCount,
      loops: isInside && this.transport.loop !== null,
      speed: reading.playing ? reading.speed : 0,
      epoch: reading.epoch,
    });
  }

  /** Browsers stop drawing in hidden tabs: nobody saw those frames, so go on from the last one seen. */
  private wakeUp(now: number): void {
    const { playing } = this.transport.read(now);
    const { shownFrame } = this.presenter;
    const wasAsleep = now - this.lastTick > ASLEEP_MS;
    this.lastTick = now;
    if (playing && wasAsleep && this.isTicking && shownFrame !== null) this.transport.seek(now, shownFrame);
    this.isTicking = playing;
  }

  /** Where video elements play, the frame that all of them have reached is the time. */
  private followVideos(now: number): void {
    const frame = this.sides.presented();
    const { playing, speed } = this.transport.read(now);
    if (!playing || speed < 0 || frame === null || frame <= (this.presenter.shownFrame ?? -1)) return;
    if (this.sides.pictures(frame) !== null) this.transport.follow(now, frame);
  }

  private stepDownWhenLate(): void {
    const isStalled = this.engine === "exact" && this.transport.stalled && this.presenter.ranLate;
    if (isStalled && !this.wasStalled) this.sides.stepDown(this.rows());
    this.wasStalled = isStalled;
  }

  private draw(frame: number, isPlaying: boolean): void {
    const pictures = this.sides.pictures(frame);
    if (pictures === null) return;
    this.dropStills(isPlaying ? null : frame);
    const chosen = pictures.map((picture, side) => this.stills.get(side) ?? picture);
    this.renderer.show(chosen, this.scene());
    this.mustRedraw = false;
    const { all } = this.sides;
    const sides = chosen.map((picture, index) => ({
      side: all[index]?.manifest.side ?? "",
      frame: picture.frame,
      picture: named(picture, this.stills.has(index)),
    }));
    for (const listener of this.drawnListeners) listener({ frame, sides });
  }

  private dropStills(keptFrame: number | null): void {
    for (const [side, still] of this.stills) {
      if (still.frame === keptFrame) continue;
      still.image.close();
      this.stills.delete(side);
    }
  }

  private publish(reading: ClockReading): void {
    const next = this.describe(reading);
    if (JSON.stringify(next) === JSON.stringify(this.snapshot)) return;
    this.snapshot = next;
    for (const listener of this.stateListeners) listener(next);
  }

  private describe(reading: ClockReading): ViewerState {
    const failure = this.sides.failureAt(reading.frame);
    const shown = this.presenter.shownFrame;
    return {
      engine: this.engine,
      status: status(shown, reading.frame, failure),
      error: failure && { code: failure.code, detail: failure.detail },
      frame: reading.frame,
      frameCount: this.transport.frameCount,
      shown,
      isPlaying: reading.playing,
      speed: reading.speed,
      loop: this.transport.loop,
      dropped: this.presenter.dropped,
      mode: this.mode,
      wipe: this.wipePosition,
      view: this.currentView,
      scale: geometry.scaleOf(this.currentView, this.sides.raster, this.size()),
      sides: this.sides.all.map((source, index) => this.describeSide(source, index, reading.frame)),
    };
  }

  private describeSide(source: SideSource, index: number, frame: number): SideState {
    const picture = this.renderer.shown[index];
    return {
      side: source.manifest.side,
      rung: source.rung.name,
      picture: picture === undefined ? "none" : named(picture, this.stills.has(index)),
      isRestored: source.segmentAt(frame).restored,
    };
  }

  private scene(): Scene {
    return { mode: this.mode, box: this.pictureBox(), isSmooth: this.currentView.zoom === "fit" };
  }

  private size(): geometry.CanvasSize {
    return { width: this.canvas.width, height: this.canvas.height };
  }

  /** How many device rows the picture takes: what the rung is chosen by. */
  private rows(): number {
    return Math.round(geometry.scaleOf(this.currentView, this.sides.raster, this.size()) * this.sides.raster.height);
  }
}

function named(picture: Picture, isStill: boolean): SideState["picture"] {
  if (picture.kind === "missing") return "missing";
  return isStill ? "still" : "proxy";
}

function isAnother(picture: Picture, shown: Picture | undefined): boolean {
  if (picture.kind !== shown?.kind) return true;
  if (picture.kind === "planar" && shown.kind === "planar") return picture.width !== shown.width;
  return picture.kind === "image" && picture !== shown;
}

function status(shown: number | null, due: number, failure: ViewerError | null): ViewerStatus {
  if (shown === due) return "ready";
  if (failure !== null) return "failed";
  return shown === null ? "loading" : "behind";
}
