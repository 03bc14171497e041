import { ViewerError } from "./errors";
import type { Look } from "./look";
import type { Manifest } from "./manifest";
import type { Picture, PictureName } from "./picture";
import { fitPoint } from "./render/fit";
import type { CanvasSize, FilmPoint } from "./render/geometry";
import { probeSide, type SideProbe } from "./render/probe";
import type { Pixels, Renderer } from "./render/renderer";
import type { ScopeCounts, ScopeKind } from "./scopes/counts";
import { ScopeReader } from "./scopes/scope-reader";
import type { Sides } from "./sides";
import type { DrawnReport, SideState } from "./state";
import { seenPart, stillPart } from "./stills/seen";
import { contains, coveredBy, type PixelRectangle, type Still } from "./stills/still";
import { Stills } from "./stills/stills";

/** A scope, and what was counted of the side. */
export type ScopeReading = ScopeCounts & { readonly picture: "proxy" | "still" | "window" };

/** The canvas and what is on it: the pictures of one frame on all sides, drawn as the look says. */
export class Screen {
  private readonly stills = new Stills();
  private readonly scopes = new ScopeReader();
  private refusal: ViewerError | null = null;
  /** Of which sides the pictures on the canvas are: others may have been set since. */
  private drawnOf: readonly Manifest[] = [];
  /** Whether the pictures on the canvas are a glimpse. */
  private isGlimpse = false;

  constructor(
    private readonly renderer: Pick<Renderer, "canvas" | "shown" | "stillOf" | "show" | "redraw" | "capture" | "close">,
    private readonly sides: Pick<Sides, "all" | "pictures" | "glimpse" | "rasterOf">,
    private readonly look: Pick<Look, "scene">,
    private readonly drawn: (report: DrawnReport) => void,
  ) {}

  /** Why the canvas does not show what it was last asked to: the driver does not take it, or the context is lost. */
  get failure(): ViewerError | null {
    return this.refusal;
  }

  /** Draw this frame, if all sides hold it, else a glimpse of it, if all have one. While `isPlaying` no still stands in for a proxy. */
  draw(frame: number, isPlaying: boolean): void {
    const best = this.best(frame);
    if (best === null) return;
    const { pictures, isGlimpse } = best;
    this.stills.keepOnly(isPlaying ? null : frame);
    const stills = pictures.map((_, side) => this.stills.of(side));
    this.drawnOf = this.sides.all.map(({ manifest }) => manifest);
    this.isGlimpse = isGlimpse;
    this.attempt(() => this.renderer.show(pictures, this.look.scene, stills));
    if (this.refusal !== null) return;
    const sides = pictures.map((picture, index) => {
      const name = this.named(picture, index);
      const side = this.sides.all[index]?.manifest.side ?? "";
      // Of a glimpse under a whole still nothing is seen.
      return { side, frame: picture.frame, picture: name, isGlimpse: isGlimpse && name === "proxy" };
    });
    this.drawn({ frame, sides });
  }

  /** Draw what is shown again: another wipe, view or mode. */
  redraw(): void {
    this.attempt(() => this.renderer.redraw(this.look.scene));
  }

  /** A better picture of the shown frame came: from another rung, or by the exact seek of a paused video. */
  isOutdated(frame: number): boolean {
    const { shown } = this.renderer;
    const pictures = this.sides.pictures(frame) ?? [];
    return pictures.some((picture, side) => isAnother(picture, shown[side]));
  }

  /** What of this side is on the canvas. */
  pictureOf(index: number): PictureName {
    const picture = this.shownPicture(index);
    return picture === undefined || this.refusal !== null ? "none" : this.named(picture, index);
  }

  /** The name of the rung that this side's picture on the canvas is of; where it has none there, of the one to come. */
  rungOf(index: number): string {
    const source = this.sides.all[index];
    if (source === undefined) return "";
    const { manifest, rung } = source;
    const picture = this.shownPicture(index);
    if (picture === undefined || picture.kind === "missing") return rung.name;
    const { width, height } = picture;
    return [rung, ...manifest.rungs].find((one) => one.width === width && one.height === height)?.name ?? rung.name;
  }

  setStill(side: number, still: Still): void {
    this.stills.put(side, still);
  }

  /** The part of a side's picture that is on the canvas, in pixels of the whole picture; null where none is. */
  visible(side: number): PixelRectangle | null {
    const size = this.sides.rasterOf(side);
    return size && seenPart(side, this.look.scene, size);
  }

  /** The part of a side's picture that what is on the canvas is made of: what a still must cover to be exact. */
  stillPart(side: number): PixelRectangle | null {
    const size = this.sides.rasterOf(side);
    if (size === null) return null;
    const sizes = this.look.scene.pair.map((one) => this.sides.rasterOf(one)).filter((one) => one !== null);
    return stillPart(side, this.look.scene, size, sizes);
  }

  /** How exact a side's still is, where it covers all that is seen of the side; null elsewhere. */
  exactness(side: number): SideState["exact"] {
    const { mode, pair } = this.look.scene;
    // Both sides are measured on one grid: with one still only, neither is measured exactly.
    const together = mode.kind === "difference" && mode.measure === "grain" ? [side, ...pair] : [side];
    const still = this.shownStill(side);
    if (still === null || this.refusal !== null || !together.every((one) => this.isCovered(one))) return null;
    const { bits, bitDepth } = still;
    return { bits, bitDepth };
  }

  dropStills(): void {
    this.stills.keepOnly(null);
  }

  resize(width: number, height: number): void {
    this.renderer.canvas.width = width;
    this.renderer.canvas.height = height;
  }

  /** The canvas's pixels, as it is drawn now. */
  capture(): Pixels {
    this.redraw();
    return this.renderer.capture();
  }

  /** What every side on the canvas has at a film point. */
  probe(point: FilmPoint): SideProbe[] {
    return this.sides.all.map(({ manifest }, index) => {
      const raster = this.sides.rasterOf(index) ?? manifest;
      const [picture, still] = [this.shownPicture(index), this.shownStill(index)];
      const own = fitPoint(point, this.look.scene.fits[index] ?? null);
      return probeSide({ picture, still, crop: manifest.crop ?? null, raster }, own);
    });
  }

  /** Count a scope of the whole picture of a side: of its still where that covers all of it. Null without a picture. */
  async readScope(index: number, scope: ScopeKind): Promise<ScopeReading | null> {
    const picture = this.shownPicture(index);
    if (picture === undefined || picture.kind === "missing") return null;
    const still = this.wholeStill(index);
    const name = this.sides.all[index]?.manifest.crop ? "window" : "proxy";
    const counts = await this.scopes.read(scope, still ?? picture);
    return counts && { ...counts, picture: still === null ? name : "still" };
  }

  close(): void {
    this.scopes.close();
    this.dropStills();
    this.renderer.close();
  }

  /** A refused scene leaves the canvas empty and is known as `failure` until one is drawn. */
  private attempt(draw: () => void): void {
    try {
      draw();
      this.refusal = null;
    } catch (error) {
      if (!(error instanceof ViewerError)) throw error;
      this.refusal = error;
    }
  }

  /** The best pictures of this frame that all sides have now; null where they have none. */
  private best(frame: number): { pictures: readonly Picture[]; isGlimpse: boolean } | null {
    const own = this.sides.pictures(frame);
    if (own !== null) return { pictures: own, isGlimpse: false };
    const onCanvas = this.onCanvas(frame);
    if (onCanvas !== null) return { pictures: onCanvas, isGlimpse: this.isGlimpse };
    const glimpse = this.sides.glimpse(frame);
    return glimpse && { pictures: glimpse, isGlimpse: true };
  }

  /** The pictures on the canvas, if they are those of this frame and of all sides. */
  private onCanvas(frame: number): readonly Picture[] | null {
    const { shown } = this.renderer;
    const isWhole = shown.length > 0 && this.sides.all.every((_, side) => this.shownPicture(side)?.frame === frame);
    return isWhole && shown.length === this.sides.all.length ? shown : null;
  }

  /** This side's picture on the canvas; none while that still shows another side in its place. */
  private shownPicture(side: number): Picture | undefined {
    const manifest = this.sides.all[side]?.manifest;
    return manifest !== undefined && manifest === this.drawnOf[side] ? this.renderer.shown[side] : undefined;
  }

  private shownStill(side: number): Still | null {
    const still = this.renderer.stillOf(side);
    return still !== null && still.frame === this.shownPicture(side)?.frame ? still : null;
  }

  private wholeStill(side: number): Still | null {
    const still = this.shownStill(side);
    return still !== null && contains(coveredBy(still), whole(still)) ? still : null;
  }

  private isCovered(side: number): boolean {
    const still = this.shownStill(side);
    const part = this.stillPart(side);
    return still !== null && part !== null && contains(coveredBy(still), part);
  }

  private named(picture: Picture, index: number): PictureName {
    if (picture.kind === "missing") return "missing";
    if (this.sides.all[index]?.manifest.crop) return "window";
    return this.exactness(index) === null ? "proxy" : "still";
  }
}

function whole({ width, height }: CanvasSize): PixelRectangle {
  return { x: 0, y: 0, width, height };
}

function isAnother(picture: Picture, shown: Picture | undefined): boolean {
  if (picture.kind !== shown?.kind) return true;
  if (picture.kind === "planar" && shown.kind === "planar") return picture.width !== shown.width;
  return picture.kind === "image" && picture !== shown;
}
