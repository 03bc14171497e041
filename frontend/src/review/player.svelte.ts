import { untrack } from "svelte";
import {
  type Adjustment,
  type CanvasSize,
  type Command,
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
  type ScopeCounts,
  type ScopeKind,
  type SideProbe,
  type Still,
  toFilm,
  type View,
  Viewer,
  ViewerError,
  type ViewerState,
  wipePositionAt,
} from "../engine";
import { WatchLog } from "./coverage/watchLog";
import { type Box, boxOf, type Point, WHOLE } from "./region";
import { SOURCE_SIDE } from "./sides";
import { SoundDesk } from "./sound/soundDesk.svelte";
import { inCssPixels, type StagePane, stagePanes } from "./stage/panes";

const NO_BOX: Box = { x: 0, y: 0, width: 1, height: 1 };

/** The viewer engine as the screen sees it: its state, the picture's place in CSS pixels, and what was watched. */
export class Player {
  state = $state.raw<ViewerState | null>(null);
  box = $state.raw<Box>(NO_BOX);
  /** Where each side is seen, in CSS pixels. */
  panes = $state.raw<readonly StagePane[]>([]);
  /** The canvas in CSS pixels. */
  size = $state.raw({ width: 1, height: 1 });
  /** Why there is no viewer at all: an engine error code. */
  failure = $state<string | null>(null);
  /** Frames that stood exact on the screen, by side: what a decision says was seen. */
  readonly exactFrames = new Map<string, Set<number>>();
  /** What was watched at speed and compared, until the site is told. */
  readonly watchLog = new WatchLog();
  readonly sound = new SoundDesk();
  private viewer: Viewer | null = null;
  private manifests = $state.raw<readonly Manifest[]>([]);
  private atFirst: ((frameCount: number) => void) | null = null;

  get frame(): number {
    return this.state?.frame ?? 0;
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

  /** Show these sides, left first. */
  setSides(manifests: readonly Manifest[]): void {
    this.manifests = manifests;
    this.showSides();
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

  setEnlargement(enlargement: Enlargement): void {
    this.viewer?.setEnlargement(enlargement);
  }

  setView(view: View): void {
    this.viewer?.setView(view);
  }

  /** What every side on the canvas has at a film point. */
  probe(point: FilmPoint): readonly SideProbe[] {
    return this.viewer?.probe(point) ?? [];
  }

  /** The film point under a point in CSS pixels of the canvas; null outside every pane. */
  filmAt(at: Point): FilmPoint | null {
    const pane = paneAt(this.panes, at);
    return pane ? toFilm(at, pane.box) : null;
  }

  /** Count a scope of what is on the canvas of a side; null where there is nothing to count. */
  async readScope(side: number, scope: ScopeKind): Promise<ScopeCounts | null> {
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
    const manifest = this.manifests[index];
    return manifest ? { width: manifest.width, height: manifest.height } : null;
  }

  /** The size of a pixel of the scan, in 1/65536 of its frame; of the first side where none has the scan's raster. */
  get scanPixel(): Point {
    const ofScan = this.manifests.find(({ side }) => side === SOURCE_SIDE || side.endsWith(":restored"));
    const { width = WHOLE, height = WHOLE } = ofScan ?? this.manifests[0] ?? {};
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

  /** Lay an exact picture over a side, unless nobody waits for it any more. */
  setStill(index: number, still: Still, signal: AbortSignal): void {
    if (!signal.aborted) {
      this.viewer?.setStill(index, still);
    }
  }

  /** Play only this range from now on, over and over; null: the whole film. */
  setLoop(range: FrameRange | null): void {
    this.viewer?.setLoop(range);
  }

  /** Play a range over and over, from its first frame. */
  loopOver(range: FrameRange): void {
    this.viewer?.setLoop(range);
    this.viewer?.seek(range.first);
    this.viewer?.play();
  }

  /** Go back to a loop, or none, and stand at a frame. */
  leaveLoop(frame: number, loop: FrameRange | null): void {
    this.viewer?.setLoop(loop);
    this.viewer?.pause();
    this.viewer?.seek(frame);
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
    if (this.viewer && this.state) {
      this.viewer.zoomTo(this.state.scale * factor, { x: x * devicePixelRatio, y: y * devicePixelRatio });
    }
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
    // A page that shows the canvas in another place stays at its frame; a link leads to its own.
    const before = this.atFirst === null ? (this.state?.frame ?? 0) : null;
    const viewer = this.open(canvas);
    if (!viewer) {
      return () => undefined;
    }
    this.viewer = viewer;
    const size = new ResizeObserver(() => this.fit(canvas));
    size.observe(canvas);
    viewer.subscribe((state) => {
      this.state = state;
      this.placePicture();
    });
    viewer.onDrawn((report) => {
      this.watchLog.drawn(report, viewer.state, performance.now());
      for (const side of report.sides) {
        if (side.picture === "still") {
          note(this.exactFrames, side.side, side.frame);
        }
      }
    });
    const detach = this.sound.attach(viewer.sound);
    this.fit(canvas);
    this.showSides();
    if (before !== null) {
      viewer.seek(before);
    }
    return () => {
      detach();
      size.disconnect();
      viewer.close();
      this.viewer = null;
    };
  }

  private open(canvas: HTMLCanvasElement): Viewer | null {
    try {
      return new Viewer(canvas);
    } catch (error) {
      if (!(error instanceof ViewerError)) {
        throw error;
      }
      this.failure = error.code;
      return null;
    }
  }

  private showSides(): void {
    if (this.viewer && this.manifests.length > 0) {
      this.viewer.setSides(this.manifests);
      this.atFirst?.(this.frameCount);
      this.atFirst = null;
      this.placePicture();
    }
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
    if (!this.viewer || this.manifests.length === 0) {
      return;
    }
    const names = this.manifests.map((manifest) => manifest.side);
    this.box = inCssPixels(this.viewer.pictureBox(), devicePixelRatio);
    this.panes = stagePanes(this.viewer.panes(), names, devicePixelRatio);
  }
}

function note(seen: Map<string, Set<number>>, side: string, frame: number): void {
  const frames = seen.get(side) ?? new Set<number>();
  frames.add(frame);
  seen.set(side, frames);
}
