import type { Look } from "./look";
import type { Picture } from "./picture";
import type { FilmPoint } from "./render/geometry";
import { probePicture, type SideProbe } from "./render/probe";
import { type Pixels, Renderer } from "./render/renderer";
import type { ScopeCounts, ScopeKind } from "./scopes/counts";
import { ScopeReader } from "./scopes/scope-reader";
import type { Sides } from "./sides";
import type { DrawnReport, SideState } from "./state";
import { contains, coveredBy, type PixelRectangle, type Still } from "./stills/still";
import { Stills } from "./stills/stills";
import { visiblePart } from "./stills/visible";

/** The canvas and what is on it: the pictures of one frame on all sides, drawn as the look says. */
export class Screen {
  private readonly renderer: Renderer;
  private readonly stills = new Stills();
  private readonly scopes = new ScopeReader();

  /** `lost` is called when the canvas came back without its picture. @throws ViewerError `graphics_unavailable` */
  constructor(
    readonly canvas: HTMLCanvasElement,
    private readonly sides: Sides,
    private readonly look: Look,
    private readonly drawn: (report: DrawnReport) => void,
    lost: () => void,
  ) {
    this.renderer = new Renderer(canvas, lost);
  }

  /** Draw this frame, if all sides hold it. While `isPlaying` no still stands in for a proxy. */
  draw(frame: number, isPlaying: boolean): void {
    const pictures = this.sides.pictures(frame);
    if (pictures === null) return;
    this.stills.keepOnly(isPlaying ? null : frame);
    const stills = pictures.map((_, side) => this.stills.of(side));
    this.renderer.show(pictures, this.look.scene, stills);
    const sides = pictures.map((picture, index) => ({
      side: this.sides.all[index]?.manifest.side ?? "",
      frame: picture.frame,
      picture: this.named(picture, index),
    }));
    this.drawn({ frame, sides });
  }

  /** Draw what is shown again: another wipe, view or mode. */
  redraw(): void {
    this.renderer.redraw(this.look.scene);
  }

  /** A better picture of the shown frame came: from another rung, or by the exact seek of a paused video. */
  isOutdated(frame: number): boolean {
    const { shown } = this.renderer;
    const pictures = this.sides.pictures(frame) ?? [];
    return pictures.some((picture, side) => isAnother(picture, shown[side]));
  }

  /** What of this side is on the canvas. */
  pictureOf(index: number): SideState["picture"] {
    const picture = this.renderer.shown[index];
    return picture === undefined ? "none" : this.named(picture, index);
  }

  setStill(side: number, still: Still): void {
    this.stills.put(side, still);
  }

  /** The part of a side's picture that is on the canvas, in its own pixels; null where none is. */
  visible(side: number): PixelRectangle | null {
    const size = this.sides.rasterOf(side);
    return size === null ? null : visiblePart(side, this.look.scene, size);
  }

  /** How exact a side's still is, where it covers all that is seen of the side; null elsewhere. */
  exactness(side: number): SideState["exact"] {
    const still = this.stills.of(side);
    const seen = this.visible(side);
    const isUnread = this.look.mode.kind === "difference" && this.look.mode.measure === "grain";
    if (still === null || seen === null || isUnread || still.frame !== this.renderer.shown[side]?.frame) return null;
    const { bits, bitDepth } = still;
    return contains(coveredBy(still), seen) ? { bits, bitDepth } : null;
  }

  dropStills(): void {
    this.stills.keepOnly(null);
  }

  resize(width: number, height: number): void {
    this.canvas.width = width;
    this.canvas.height = height;
  }

  capture(): Pixels {
    return this.renderer.capture(this.look.scene);
  }

  /** What every side on the canvas has at a film point. */
  probe(point: FilmPoint): SideProbe[] {
    return this.sides.all.map(({ manifest }, index) => probePicture(this.renderer.shown[index], point, manifest));
  }

  /** Count a scope of the picture on the canvas; null where there is none. */
  async readScope(index: number, scope: ScopeKind): Promise<ScopeCounts | null> {
    const picture = this.renderer.shown[index];
    return picture === undefined || picture.kind === "missing" ? null : this.scopes.read(scope, picture);
  }

  close(): void {
    this.scopes.close();
    this.dropStills();
    this.renderer.close();
  }

  private named(picture: Picture, index: number): SideState["picture"] {
    if (picture.kind === "missing") return "missing";
    if (this.sides.all[index]?.manifest.crop) return "window";
    return this.exactness(index) === null ? "proxy" : "still";
  }
}

function isAnother(picture: Picture, shown: Picture | undefined): boolean {
  if (picture.kind !== shown?.kind) return true;
  if (picture.kind === "planar" && shown.kind === "planar") return picture.width !== shown.width;
  return picture.kind === "image" && picture !== shown;
}
