/** Draws pictures given as bytes, without decoder or clock, for tests/e2e/test_shaders.py. */
import { chromaSize, type Picture } from "../../src/engine/picture";
import { type Adjustment, adjustmentWithinRange } from "../../src/engine/render/adjustment";
import type { View } from "../../src/engine/render/geometry";
import type { Mode, Pair } from "../../src/engine/render/mode";
import { panesOf } from "../../src/engine/render/pane";
import { codesAt } from "../../src/engine/render/probe";
import { Renderer } from "../../src/engine/render/renderer";
import type { ScopeKind } from "../../src/engine/scopes/counts";
import { ScopeReader } from "../../src/engine/scopes/scope-reader";

/** One side: 4:2:0 planes or RGBA, base64, or nothing. */
interface GivenSide {
  readonly kind: Picture["kind"];
  readonly width: number;
  readonly height: number;
  readonly data: string;
}

interface Shot {
  readonly mode: Mode;
  readonly pair: Pair;
  readonly view: View;
  readonly adjustments: readonly Adjustment[];
  readonly isSmooth: boolean;
}

class RenderHarness {
  private readonly canvas = document.querySelector("canvas") as HTMLCanvasElement;
  private readonly renderer = new Renderer(this.canvas, () => undefined);
  private readonly scopes = new ScopeReader();
  private pictures: Picture[] = [];

  async open(width: number, height: number, sides: readonly GivenSide[]): Promise<void> {
    [this.canvas.width, this.canvas.height] = [width, height];
    this.pictures = await Promise.all(sides.map((side, frame) => pictureOf(side, frame)));
  }

  /** Draw and read back: the panes, and the canvas as base64 RGBA. */
  draw({ mode, pair, view, adjustments, isSmooth }: Shot) {
    const sizes = this.pictures.filter((picture) => picture.kind !== "missing");
    const tallest = sizes.reduce((one, other) => (other.height > one.height ? other : one));
    const raster = { width: tallest.width, height: tallest.height, pixelAspect: { num: 1, den: 1 } };
    const panes = panesOf({ mode, pair, count: this.pictures.length }, view, raster, this.canvas);
    const scene = { mode, pair, panes, adjustments: adjustments.map(adjustmentWithinRange), isSmooth, crops: [] };
    this.renderer.show(this.pictures, scene);
    return { panes, pixels: base64(this.renderer.capture(scene).rgba) };
  }

  codes(side: number, x: number, y: number) {
    const picture = this.pictures[side];
    return picture && codesAt(picture, { x, y });
  }

  /** Every array of a scope's counts, as plain numbers. */
  async scope(side: number, kind: ScopeKind) {
    const picture = this.pictures[side];
    if (picture === undefined || picture.kind === "missing") return null;
    const counts = await this.scopes.read(kind, picture);
    return Object.fromEntries(
      Object.entries(counts ?? {}).map(([name, value]) => [name, typeof value === "string" ? value : [...value]]),
    );
  }
}

async function pictureOf({ kind, width, height, data }: GivenSide, frame: number): Promise<Picture> {
  if (kind === "missing") return { kind, frame };
  const bytes = Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
  if (kind === "planar") {
    if (bytes.length !== width * height + 2 * chromaSize(width) * chromaSize(height)) throw new Error("wrong size");
    return { kind, frame, width, height, data: bytes };
  }
  const pixels = new ImageData(Uint8ClampedArray.from(bytes), width, height);
  return { kind, frame, width, height, image: await createImageBitmap(pixels) };
}

function base64(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 32768) text += String.fromCharCode(...bytes.subarray(at, at + 32768));
  return btoa(text);
}

declare global {
  interface Window {
    shaders: RenderHarness;
  }
}

window.shaders = new RenderHarness();
