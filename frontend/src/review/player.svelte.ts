import { untrack } from "svelte";
import {
  type Adjustment,
  type CanvasSize,
  type Command,
  closeTiles,
  type Enlargement,
  FIRST_MODES,
  type FilmPoint,
  type FrameRange,
  type Manifest,
  type Mode,
  type ModeKind,
  type ModeOf,
  NEUTRAL,
  type Pair,
  type PixelRectangle,
  type Pixels,
  paneAt,
  perform,
  type ScopeKind,
  type ScopeReading,
  type SideProbe,
  type Still,
  toFilm,
  type View,
  Viewer,
  ViewerError,
  type ViewerState,
  wipePositionAt,
} from "../engine";
import { ExactFrames } from "./coverage/exactFrames";
import { WatchLog } from "./coverage/watchLog";
import { bringBack, type KeptLook, keptLook } from "./keptLook";
import { type Box, boxOf, type Point, WHOLE } from "./region";
import { SOURCE_SIDE } from "./sides";
import { SoundDesk } from "./sound/soundDesk.svelte";
import { inCssPixels, type StagePane, stagePanes } from "./stage/panes";

const NO_BOX: Box = { x: 0, y: 0, width: 1, height: 1 };
const FIRST_TWO: Pair = [0, 1];

/** The viewer engine as the screen sees it: its state, the picture's place in CSS pixels, and what was watched. */
export class Player {
  state = $state.raw<ViewerState | null>(null);
  box = $state.raw<Box>(NO_BOX);
  /** Where each side is seen, in CSS pixels. */
  panes = $state.raw<readonly StagePane[]>([]);
  /** By side, the part that a still must cover to be exact on the canvas, in pixels of the picture; null where none is. */
  stillParts = $state.raw<readonly (PixelRectangle | null)[]>([]);
  /** The canvas in CSS pixels. */
  size = $state.raw({ width: 1, height: 1 });
  /** Why there is no viewer at all: an engine error code. */
  failure = $state<string | null>(null);
  /** Why the sides given last are not on the canvas; those before them still are. */
  refused = $state.raw<ViewerError | null>(null);
  readonly exactFrames = new ExactFrames();
  /** What was watched at speed and compared, until the site is told. */
  readonly watchLog = new WatchLog();
  readonly sound = new SoundDesk();
  private viewer: Viewer | null = null;
  /** What is on the canvas, and what was asked for last. */
  private manifests = $state.raw<readonly Manifest[]>([]);
  private wanted: readonly Manifest[] = [];
  /** The names of the sides on the canvas, left first. */
  readonly sides: readonly string[] = $derived(this.manifests.map((manifest) => manifest.side));
  private atFirst: ((frameCount: number) => void) | null = null;
  /** How the canvas before was looked at. */
  private kept: KeptLook | null = null;
  private isAlone = false;

  constructor(private readonly open: (canvas: HTMLCanvasElement) => Viewer = (canvas) => new Viewer(canvas)) {}

  /** The state as it is now: what keys act on. `state` follows once a picture was drawn, too late for a fast hand. */
  get now(): ViewerState | null {
    return this.viewer?.state ?? this.state;
  }

  get frame(): number {
    return this.state?.frame ?? 0;
  }

  /** The two sides that are compared where only two can be. */
  get pair(): Pair {
    return this.state?.pair ?? FIRST_TWO;
  }

  /** The loop that was set; a motion window that holds its own is none. */
  get loop(): FrameRange | null {
    return this.state === null || this.state.isLoopHeld ? null : this.state.loop;
  }

  get frameCount(): number {
    return this.manifests[0]?.frame_count ?? 0;
  }

  get engine(): ViewerState["engine"] | null {
    return this.state?.engine ?? null;
  }

  /** Draw on this canvas for as long as it is there; for `{@attach}`. */
  readonly attach = (canvas: HTMLCanvasElement): (() => void) =>
    // An attachment runs again when state that it read changes; a new viewer would lose the playhead.
    untrack(() => this.begin(canvas));

  /** Show these sides, left first; where the viewer cannot, `refused` says why. */
  setSides(manifests: readonly Manifest[]): void {
    this.wanted = manifests;
    // An effect that gives the sides must not run again because a pane moved.
    untrack(() => this.showSides());
  }

  seek(frame: number): void {
    this.viewer?.seek(frame);
  }

  pause(): void {
    this.viewer?.pause();
  }

  setMode(mode: Mode): void {
    this.viewer?.setMode(mode);
  }

  /** A kind of mode as it was set last, shown or not. */
  lastMode<Kind extends ModeKind>(kind: Kind): ModeOf<Kind> {
    return this.viewer?.lastMode(kind) ?? FIRST_MODES[kind];
  }

  /** Which two sides a mode for two compares, by their index. */
  setPair(pair: Pair): void {
    this.viewer?.setPair(pair);
  }

  /** Change how one side is shown. */
  adjust(side: number, adjustment: Adjustment): void {
    this.viewer?.setAdjustment(side, adjustment);
  }

  /** Show every side as it is: what decisions are made on. */
  neutralise(): void {
    for (const side of this.manifests.keys()) {
      this.viewer?.setAdjustment(side, NEUTRAL);
    }
  }

  /**
   * Show one side alone and as it is, at its own pace to the end of the film. Another canvas is looked at again as the
   * one before.
   */
  showAlone(side: number): void {
    this.isAlone = true;
    this.neutralise();
    this.setMode({ kind: "single", side });
    this.viewer?.setPacing("in_time");
    this.setLoop(null);
  }

  setEnlargement(enlargement: Enlargement): void {
    this.viewer?.setEnlargement(enlargement);
  }

  /** Use one rung by name, or `auto`. */
  setRung(rung: string): void {
    this.viewer?.setRung(rung);
  }

  setView(view: View): void {
    this.viewer?.setView(view);
  }

  /** What the picture of every side on the canvas gives a display at a film point. */
  codesOnScreen(point: FilmPoint): readonly SideProbe[] {
    return this.viewer?.probe(point) ?? [];
  }

  /** The film point under a point in CSS pixels of the canvas; null outside every pane. */
  filmAt(at: Point): FilmPoint | null {
    const pane = paneAt(this.panes, at);
    return pane ? toFilm(at, pane.box) : null;
  }

  /** Count a scope of what is on the canvas of a side; null where there is nothing to count. */
  async readScope(side: number, scope: ScopeKind): Promise<ScopeReading | null> {
    return (await this.viewer?.readScope(side, scope)) ?? null;
  }

  /** The canvas as it is, with the frame it shows. */
  capture(): (Pixels & { readonly frame: number | null }) | null {
    return this.viewer?.capture() ?? null;
  }

  /** Do this once, as soon as there are sides to show. */
  whenShown(act: (frameCount: number) => void): void {
    this.atFirst = act;
  }

  /** Put the wipe at a position, at the angle it has. */
  setWipe(position: number): void {
    if (this.viewer) {
      this.viewer.setMode({ ...this.viewer.lastMode("wipe"), position });
    }
  }

  /** Lay the wipe through a point in CSS pixels of the canvas. */
  wipeTo(point: Point): void {
    if (this.viewer) {
      this.setWipe(wipePositionAt(point, this.viewer.lastMode("wipe").angle, this.size));
    }
  }

  /** Lay the wipe through the middle of a region of the picture, so that both sides of it are seen. */
  wipeThrough(region: Box): void {
    const at = boxOf(region, this.box);
    this.wipeTo({ x: at.x + at.width / 2, y: at.y + at.height / 2 });
  }

  /** The size of a side's whole picture in pixels. */
  rasterOf(index: number): CanvasSize | null {
    return this.viewer?.rasterOf(index) ?? null;
  }

  /** Where a side's whole picture lies within the film's, in shares of it; null where it lies all over it. */
  fitOf(index: number): Box | null {
    return this.viewer?.fitOf(index) ?? null;
  }

  /** The size of a pixel of the scan, in 1/65536 of its frame; of the first side where none has the scan's raster. */
  get scanPixel(): Point {
    const ofScan = this.sides.findIndex((side) => side === SOURCE_SIDE || side.endsWith(":restored"));
    const { width, height } = this.rasterOf(Math.max(ofScan, 0)) ?? { width: WHOLE, height: WHOLE };
    return { x: WHOLE / width, y: WHOLE / height };
  }

  /** The part of a side's picture that is seen, in pixels of the picture. */
  visible(index: number): PixelRectangle | null {
    return this.viewer?.visible(index) ?? null;
  }

  /** Whether the exact picture of `frame` is on all that is seen of a side. */
  isExact(index: number, frame: number): boolean {
    return this.state?.shown === frame && this.state.sides[index]?.picture === "still";
  }

  /** Lay an exact picture over a side; where nobody waits for it any more its memory is given back. */
  setStill(index: number, still: Still, signal: AbortSignal): void {
    if (this.viewer && !signal.aborted) {
      this.viewer.setStill(index, still);
    } else {
      closeTiles(still);
    }
  }

  /** Play only this range from now on, over and over; null: the whole film. Nothing changes under a held loop. */
  setLoop(range: FrameRange | null): void {
    if (this.viewer && !this.viewer.state.isLoopHeld) {
      this.viewer.setLoop(range);
    }
  }

  /** Play a range over and over, from its first frame, in place of the loop that was set. */
  holdLoop(range: FrameRange): void {
    this.viewer?.holdLoop(range);
    this.viewer?.seek(range.first);
    this.viewer?.play();
  }

  /** Let the loop that was set count again. */
  letLoopGo(): void {
    this.viewer?.holdLoop(null);
  }

  retry(): void {
    this.viewer?.retry();
  }

  /** Zoom one step at a place in CSS pixels of the canvas. */
  zoomAt(direction: 1 | -1, x: number, y: number): void {
    this.viewer?.zoomStep(direction, { x: x * devicePixelRatio, y: y * devicePixelRatio });
  }

  /** Zoom by a factor (two fingers) at a place in CSS pixels of the canvas. */
  zoomBy(factor: number, x: number, y: number): void {
    this.viewer?.zoomBy(factor, { x: x * devicePixelRatio, y: y * devicePixelRatio });
  }

  /** Move the picture by CSS pixels. */
  pan(byX: number, byY: number): void {
    this.viewer?.pan(byX * devicePixelRatio, byY * devicePixelRatio);
  }

  /** Do what a key or button asks. */
  do(command: Command): void {
    if (this.viewer) {
      perform(this.viewer, command);
    }
  }

  private begin(canvas: HTMLCanvasElement): () => void {
    // A page that shows the canvas in another place goes on looking as it did; a link leads to its own.
    const before = this.atFirst === null ? this.kept : null;
    const viewer = this.tryToOpen(canvas);
    if (!viewer) {
      return () => undefined;
    }
    this.viewer = viewer;
    const size = new ResizeObserver(() => this.fit(canvas));
    size.observe(canvas);
    viewer.subscribe((state) => {
      this.state = state;
      this.watchLog.looked(state, performance.now());
      this.placePicture();
    });
    viewer.onDrawn((report) => {
      this.watchLog.drawn(report, viewer.state, performance.now());
      this.exactFrames.drawn(report);
    });
    const detach = this.sound.attach(viewer.sound);
    this.fit(canvas);
    this.showSides();
    if (before !== null) {
      bringBack(viewer, before);
    }
    this.isAlone = false;
    return () => {
      this.kept = this.isAlone ? keptLook(viewer.state, this.kept?.comparing ?? null) : keptLook(viewer.state);
      detach();
      size.disconnect();
      viewer.close();
      this.viewer = null;
      // Its stills went with it: whoever lays them is to hear of the next viewer's parts, equal ones too.
      this.stillParts = [];
    };
  }

  private tryToOpen(canvas: HTMLCanvasElement): Viewer | null {
    try {
      return this.open(canvas);
    } catch (error) {
      this.failure = refusal(error).code;
      return null;
    }
  }

  private showSides(): void {
    if (!this.viewer || this.wanted.length === 0) {
      return;
    }
    try {
      this.viewer.setSides(this.wanted);
    } catch (error) {
      this.refused = refusal(error);
      return;
    }
    this.refused = null;
    this.manifests = this.wanted;
    this.atFirst?.(this.frameCount);
    this.atFirst = null;
    this.placePicture();
  }

  private fit(canvas: HTMLCanvasElement): void {
    const { width, height } = canvas.getBoundingClientRect();
    this.size = { width: Math.max(1, width), height: Math.max(1, height) };
    this.viewer?.resize(
      Math.max(1, Math.round(width * devicePixelRatio)),
      Math.max(1, Math.round(height * devicePixelRatio)),
    );
    this.placePicture();
  }

  private placePicture(): void {
    const { viewer } = this;
    if (!viewer || this.manifests.length === 0) {
      return;
    }
    const box = inCssPixels(viewer.pictureBox(), devicePixelRatio);
    const panes = stagePanes(viewer.panes(), this.sides, devicePixelRatio);
    const stillParts = this.manifests.map((_, side) => viewer.stillPart(side));
    // Who looks at what is seen hears of it only where it moved, and not of everything else that is published.
    this.box = isEqual(box, this.box) ? this.box : box;
    this.panes = isEqual(panes, this.panes) ? this.panes : panes;
    this.stillParts = isEqual(stillParts, this.stillParts) ? this.stillParts : stillParts;
  }
}

const isEqual = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** The viewer's own refusals are told to people; anything else is a fault of the page. */
function refusal(error: unknown): ViewerError {
  if (error instanceof ViewerError) {
    return error;
  }
  throw error;
}
