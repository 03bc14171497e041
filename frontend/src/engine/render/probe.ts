import { chromaSize, type Picture, type PlanarPicture } from "../picture";
import { type CanvasSize, clamp, type FilmPoint } from "./geometry";

/** 8-bit RGB codes. */
export type Codes = readonly [red: number, green: number, blue: number];

/** What one side has at a film point. */
export interface SideProbe {
  /** The pixel of the side's own raster, from its left and top. */
  readonly x: number;
  readonly y: number;
  /** What its picture on the canvas gives a display there, unadjusted; null where there is no picture. */
  readonly codes: Codes | null;
}

/** Probe one side: `picture` is what is on the canvas of it, `raster` its real size. */
export function probePicture(picture: Picture | undefined, point: FilmPoint, raster: CanvasSize): SideProbe {
  return { ...pixelAt(point, raster), codes: picture === undefined ? null : codesAt(picture, point) };
}

/** The pixel of a raster that holds a film point. */
export function pixelAt(point: FilmPoint, raster: CanvasSize): { readonly x: number; readonly y: number } {
  return {
    x: clamp(Math.floor(point.x * raster.width), 0, raster.width - 1),
    y: clamp(Math.floor(point.y * raster.height), 0, raster.height - 1),
  };
}

/**
 * The codes that this picture gives a display at a film point, before any adjustment: those of the pixel that holds
 * the point. Null where there is no picture.
 */
export function codesAt(picture: Picture, point: FilmPoint): Codes | null {
  if (picture.kind === "missing") return null;
  const { x, y } = pixelAt(point, picture);
  return picture.kind === "planar" ? planarCodes(picture, x, y) : imageCodes(picture.image, x, y);
}

/** As the nearest pixel is drawn: see `side-shader.ts` for the matrix and where chroma lies. */
function planarCodes(picture: PlanarPicture, x: number, y: number): Codes {
  const { width, height, data } = picture;
  const chroma = { width: chromaSize(width), height: chromaSize(height) };
  const [blueFirst, redFirst] = [width * height, width * height + chroma.width * chroma.height];
  const luma = ((data[y * width + x] ?? 0) - 16) / 219;
  const [chromaX, chromaY] = [(x + 0.5) / 2 + 0.25, (y + 0.5) / 2];
  const blue = (sampled(data, blueFirst, chroma, chromaX, chromaY) - 128) / 224;
  const red = (sampled(data, redFirst, chroma, chromaX, chromaY) - 128) / 224;
  return [code(luma + 1.5748 * red), code(luma - 0.1873243 * blue - 0.4681243 * red), code(luma + 1.8556 * blue)];
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
  const context = new OffscreenCanvas(1, 1).getContext("2d");
  if (context === null) return null;
  context.drawImage(image, x, y, 1, 1, 0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data;
  return [red, green, blue];
}

function code(level: number): number {
  return Math.round(clamp(level, 0, 1) * 255);
}
