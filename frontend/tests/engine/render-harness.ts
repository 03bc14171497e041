/** Draws pictures given as bytes, without decoder or clock, for tests/e2e/test_shaders.py. */
import { chromaSize, type Picture } from "../../src/engine/picture";
import { type Adjustment, adjustmentWithinRange } from "../../src/engine/render/adjustment";
import type { View } from "../../src/engine/render/geometry";
import type { Mode, Pair } from "../../src/engine/render/mode";
import { panesOf } from "../../src/engine/render/pane";
import { codesAt, stillCodesAt } from "../../src/engine/render/probe";
import { Renderer } from "../../src/engine/render/renderer";
import type { ScopeKind } from "../../src/engine/scopes/counts";
import { ScopeReader } from "../../src/engine/scopes/scope-reader";
import { SharedImage } from "../../src/engine/shared-image";
import type { Still } from "../../src/engine/stills/still";
import { decodeTile } from "../../src/engine/stills/tile-decoder";

/** One side: 4:2:0 planes or RGBA, base64, or nothing. */
interface GivenSide {
  readonly kind: Picture["kind"];
  readonly width: number;
  readonly height: number;
  readonly data: string;
}

interface GivenTile {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly bits: number;
  readonly raster: readonly [number, number];
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
  private readonly renderer = new Renderer(this.canvas, { lost: () => undefined, restored: () => undefined });
  private readonly scopes = new ScopeReader();
  private pictures: Picture[] = [];
  private stills: (Still | null)[] = [];

  async open(width: number, height: number, sides: readonly GivenSide[]): Promise<void> {
    [this.canvas.width, this.canvas.height] = [width, height];
    this.pictures = await Promise.all(sides.map((side, frame) => pictureOf(side, frame)));
    this.stills = [];
  }

  /** Lay one tile (RGBA, or 16-bit planes G, B, R) over a side. */
  async lay(side: number, given: GivenTile): Promise<void> {
    const { x, y, width, height, bits, raster, data } = given;
    const bytes = Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
    const pixels =
      bits > 8
        ? { bits, planes: new Uint16Array(bytes.buffer) }
        : await createImageBitmap(new ImageData(Uint8ClampedArray.from(bytes), width, height));
    const tiles = [{ x, y, width, height, pixels }];
    this.stills[side] = { frame: side, width: raster[0], height: raster[1], bitDepth: bits, bits, tiles };
  }

  /** Draw and read back: the panes, and the canvas as base64 RGBA. */
  draw({ mode, pair, view, adjustments, isSmooth }: Shot) {
    const sizes = this.pictures.filter((picture) => picture.kind !== "missing");
    const tallest = sizes.reduce((one, other) => (other.height > one.height ? other : one));
    const raster = { width: tallest.width, height: tallest.height, pixelAspect: { num: 1, den: 1 } };
    const panes = panesOf({ mode, pair, count: this.pictures.length }, view, raster, this.canvas);
    const scene = {
      mode,
      pair,
      panes,
      adjustments: adjustments.map(adjustmentWithinRange),
      isSmooth,
      crops: [],
      fits: [],
    };
    this.renderer.show(this.pictures, scene, this.stills);
    return { panes, pixels: base64(this.renderer.capture().rgba) };
  }

  /** Decode a tile as the server wrote it: its bits, and its planes G, B, R or its RGBA as base64. */
  async decode(type: string, data: string) {
    const file = Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
    const pixels = await decodeTile(new Blob([file], { type }));
    if ("planes" in pixels) return { bits: pixels.bits, data: base64(new Uint8Array(pixels.planes.buffer)) };
    const context = new OffscreenCanvas(pixels.width, pixels.height).getContext("2d");
    context?.drawImage(pixels, 0, 0);
    const rgba = context?.getImageData(0, 0, pixels.width, pixels.height).data;
    return { bits: 8, data: base64(new Uint8Array(rgba ?? [])) };
  }

  /** The codes at a film point, of the still where one has a tile there. */
  codes(side: number, x: number, y: number) {
    const [picture, still] = [this.pictures[side], this.stills[side]];
    const exact = still && stillCodesAt(still, { x, y });
    return exact ?? (picture && codesAt(picture, { x, y }));
  }

  /** Every array of a scope's counts, as plain numbers: of the still where there is one. */
  async scope(side: number, kind: ScopeKind) {
    const picture = this.pictures[side];
    if (picture === undefined || picture.kind === "missing") return null;
    const counts = await this.scopes.read(kind, this.stills[side] ?? picture);
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
  return { kind, frame, width, height, image: new SharedImage(await createImageBitmap(pixels)) };
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
