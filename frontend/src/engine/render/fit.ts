import { type Manifest, wholeSize } from "../manifest";
import { type FilmPoint, type PictureBox, type Raster, unsqueezedWidth } from "./geometry";

/** Where another copy's whole picture lies within the film's, in shares of it. */
export type Fit = PictureBox;

/** Shapes this near each other are one: less than a hundredth is how video rasters round. */
const SAME_SHAPE = 0.01;

/**
 * Where a side's picture lies in the film's: a reference of another shape is fitted into it and never stretched. Null
 * where it lies all over it.
 */
export function fitOf(manifest: Manifest, raster: Raster): Fit | null {
  if (!manifest.is_reference) return null;
  const size = wholeSize(manifest);
  const shape = unsqueezedWidth({ ...size, pixelAspect: manifest.pixel_aspect }) / size.height;
  const wider = shape / (unsqueezedWidth(raster) / raster.height);
  if (Math.abs(wider - 1) < SAME_SHAPE) return null;
  const [across, down] = [Math.min(1, wider), Math.min(1, 1 / wider)];
  return { x: (1 - across) / 2, y: (1 - down) / 2, width: across, height: down };
}

/** Where a side lies on the canvas, when the film's whole picture lies at `box`. */
export function fitBox(box: PictureBox, fit: Fit | null): PictureBox {
  if (fit === null) return box;
  const { width, height } = box;
  return {
    x: box.x + fit.x * width,
    y: box.y + fit.y * height,
    width: fit.width * width,
    height: fit.height * height,
  };
}

/** A film point as a point of the side's own picture; it may lie outside. */
export function fitPoint({ x, y }: FilmPoint, fit: Fit | null): FilmPoint {
  return fit === null ? { x, y } : { x: (x - fit.x) / fit.width, y: (y - fit.y) / fit.height };
}
