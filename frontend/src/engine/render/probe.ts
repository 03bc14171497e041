import * as color from "../color";
import type { ManifestCrop } from "../manifest";
import { chromaSize, type Picture, type PictureName, type PlanarPicture } from "../picture";
import type { Still } from "../stills/still";
import { type CanvasSize, clamp, type FilmPoint } from "./geometry";

/** 8-bit RGB codes. */
export type Codes = readonly [red: number, green: number, blue: number];

/** What one side has at a film point. */
export interface SideProbe {
  /** The point of the side's own picture: another than the film's where that is fitted into the film's; maybe outside. */
  readonly at: FilmPoint;
  /** The pixel of the side's whole picture, from its left and top. */
  readonly x: number;
  readonly y: number;
  /** The codes that a display gets there, unadjusted; null where there is no picture. */
  readonly codes: Codes | null;
  /** What they were read from; `none` outside of a motion window, or where a picture cannot be read. */
  readonly picture: PictureName;
}

/** One side as it is on the canvas. */
export interface ProbedSide {
  readonly picture: Picture | undefined;
  /** The exact picture laid over it. */
  readonly still: Still | null;
  /** Where the picture lies, if it is a part of the whole. */
  readonly crop: ManifestCrop | null;
  /** The size of the whole picture. */
  readonly raster: CanvasSize;
}

/** Probe one side at a point of its own whole picture, nothing outside it: its still where that has a tile, else what lies under it. */
export function probeSide({ picture, still, crop, raster }: ProbedSide, point: FilmPoint): SideProbe {
  const pixel = { at: point, ...pixelAt(point, raster) };
  const isOutside = point.x < 0 || point.y < 0 || point.x > 1 || point.y > 1;
  if (picture === undefined || isOutside) return { ...pixel, codes: null, picture: "none" };
  if (picture.kind === "missing") return { ...pixel, codes: null, picture: "missing" };
  const exact = still && stillCodesAt(still, point);
  if (exact) return { ...pixel, codes: exact, picture: "still" };
  const inside = crop === null ? point : withinCrop(point, crop);
  const codes = inside && codesAt(picture, inside);
  const name = crop === null ? "proxy" : "window";
  return { ...pixel, codes, picture: codes === null ? "none" : name };
}

/** A point of the whole picture as a point of a crop of it; null outside. */
function withinCrop(point: FilmPoint, crop: ManifestCrop): FilmPoint | null {
  const x = (point.x * crop.picture_width - crop.x) / crop.width;
  const y = (point.y * crop.picture_height - crop.y) / crop.height;
  return x >= 0 && y >= 0 && x < 1 && y < 1 ? { x, y } : null;
}

/** The pixel of a raster that holds a film point. */
export function pixelAt(point: FilmPoint, raster: CanvasSize): { readonly x: number; readonly y: number } {
  return {
    x: clamp(Math.floor(point.x * raster.width), 0, raster.width - 1),
    y: clamp(Math.floor(point.y * raster.height), 0, raster.height - 1),
  };
}

/**
 * The 8-bit codes that a still gives a display at a film point, rounded where it has more. Null where it has no tile,
 * or the tile's memory was given back.
 */
export function stillCodesAt(still: Still, point: FilmPoint): Codes | null {
  const { x, y } = pixelAt(point, still);
  const tile = still.tiles.find((one) => x >= one.x && y >= one.y && x < one.x + one.width && y < one.y + one.height);
  if (tile === undefined) return null;
  const { pixels, width, height } = tile;
  if (!("planes" in pixels)) return imageCodes(pixels, x - tile.x, y - tile.y);
  const at = (y - tile.y) * width + x - tile.x;
  const white = 2 ** pixels.bits - 1;
  const code = (plane: number) => color.displayCode((pixels.planes[plane * width * height + at] ?? 0) / white);
  return [code(2), code(0), code(1)];
}

/**
 * The codes that this picture gives a display at a point of it, before any adjustment: those of the pixel that holds
 * the point. Null where there is no picture, or none that can be read.
 */
export function codesAt(picture: Picture, point: FilmPoint): Codes | null {
  if (picture.kind === "missing") return null;
  const { x, y } = pixelAt(point, picture);
  return picture.kind === "planar" ? planarCodes(picture, x, y) : imageCodes(picture.image.bitmap, x, y);
}

/** As the nearest pixel is drawn: see `side-shader.ts` for where chroma lies. */
function planarCodes(picture: PlanarPicture, x: number, y: number): Codes {
  const { width, height, data } = picture;
  const chroma = { width: chromaSize(width), height: chromaSize(height) };
  const [blueFirst, redFirst] = [width * height, width * height + chroma.width * chroma.height];
  const luma = color.lumaLevel(data[y * width + x] ?? 0);
  const [chromaX, chromaY] = [(x + 0.5) / 2 + 0.25, (y + 0.5) / 2];
  const cb = color.chromaLevel(sampled(data, blueFirst, chroma, chromaX, chromaY));
  const cr = color.chromaLevel(sampled(data, redFirst, chroma, chromaX, chromaY));
  return [
    color.displayCode(color.redLevel(luma, cr)),
    color.displayCode(color.greenLevel(luma, cb, cr)),
    color.displayCode(color.blueLevel(luma, cb)),
  ];
}

/** Bilinear, sample centres at .5, edges repeated. */
function sampled(data: Uint8Array, first: number, size: CanvasSize, x: number, y: number): number {
  const [left, top] = [Math.floor(x - 0.5), Math.floor(y - 0.5)];
  const [across, down] = [x - 0.5 - left, y - 0.5 - top];
  const at = (column: number, row: number) =>
    data[first + clamp(row, 0, size.height - 1) * size.width + clamp(column, 0, size.width - 1)] ?? 0;
  const upper = at(left, top) * (1 - across) + at(left + 1, top) * across;
  const lower = at(left, top + 1) * (1 - across) + at(left + 1, top + 1) * across;
  return upper * (1 - down) + lower * down;
}

function imageCodes(image: ImageBitmap, x: number, y: number): Codes | null {
  // A bitmap whose memory was given back has no size.
  if (image.width === 0) return null;
  const context = new OffscreenCanvas(1, 1).getContext("2d");
  if (context === null) return null;
  context.drawImage(image, x, y, 1, 1, 0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data;
  return [red, green, blue];
}
