import type { ManifestCrop } from "../manifest";

/** A point of the film picture: 0..1 from its left and top edge, the same on every side whatever its raster. */
export interface FilmPoint {
  readonly x: number;
  readonly y: number;
}

/** A place on the canvas, in device pixels from its left and top edge. */
export interface CanvasPoint {
  readonly x: number;
  readonly y: number;
}

/** Where the whole picture lies on the canvas, in device pixels; may reach outside it. */
export interface PictureBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** `zoom`: device pixels per row of the reference raster, or `fit`. `centre`: the film point in mid-canvas. */
export interface View {
  readonly zoom: number | "fit";
  readonly centre: FilmPoint;
}

/** The raster that 1:1 refers to: the tallest of the sides shown, unsqueezed by its pixel aspect. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  readonly pixelAspect: { readonly num: number; readonly den: number };
}

export interface CanvasSize {
  readonly width: number;
  readonly height: number;
}

export const FIT: View = { zoom: "fit", centre: { x: 0.5, y: 0.5 } };
export const ZOOM_STEPS = [0.125, 0.25, 0.5, 1, 2, 4, 8, 16, 32] as const;
const ZOOM_LIMITS = { least: ZOOM_STEPS[0], most: 32 } as const;

/** Device pixels per raster row in this view. */
export function scaleOf(view: View, raster: Raster, canvas: CanvasSize): number {
  if (view.zoom !== "fit") return view.zoom;
  return Math.min(canvas.width / unsqueezedWidth(raster), canvas.height / raster.height);
}

/** The picture's place, on whole device pixels so that 1:1 is exactly one pixel for one pixel. */
export function pictureBox(view: View, raster: Raster, canvas: CanvasSize): PictureBox {
  const scale = scaleOf(view, raster, canvas);
  const width = Math.max(Math.round(unsqueezedWidth(raster) * scale), 1);
  const height = Math.max(Math.round(raster.height * scale), 1);
  const { x, y } = view.zoom === "fit" ? FIT.centre : view.centre;
  return {
    x: Math.round(canvas.width / 2 - x * width),
    y: Math.round(canvas.height / 2 - y * height),
    width,
    height,
  };
}

/** Where a crop of the picture lies, when the whole picture lies at `box`. */
export function cropBox(box: PictureBox, crop: ManifestCrop): PictureBox {
  const [across, down] = [box.width / crop.picture_width, box.height / crop.picture_height];
  return {
    x: box.x + crop.x * across,
    y: box.y + crop.y * down,
    width: crop.width * across,
    height: crop.height * down,
  };
}

export function toFilm(point: CanvasPoint, box: PictureBox): FilmPoint {
  return { x: (point.x - box.x) / box.width, y: (point.y - box.y) / box.height };
}

export function toCanvas(point: FilmPoint, box: PictureBox): CanvasPoint {
  return { x: box.x + point.x * box.width, y: box.y + point.y * box.height };
}

/** Zoom by keeping the film point under `anchor` where it is. */
export function zoomAt(view: View, zoom: number, anchor: CanvasPoint, raster: Raster, canvas: CanvasSize): View {
  const held = toFilm(anchor, pictureBox(view, raster, canvas));
  const next = clamp(zoom, ZOOM_LIMITS.least, ZOOM_LIMITS.most);
  const [width, height] = [unsqueezedWidth(raster) * next, raster.height * next];
  return {
    zoom: next,
    centre: clampPoint({
      x: held.x + (canvas.width / 2 - anchor.x) / width,
      y: held.y + (canvas.height / 2 - anchor.y) / height,
    }),
  };
}

/** The next zoom step up (1) or down (-1) from this view. */
export function nextZoom(view: View, direction: 1 | -1, raster: Raster, canvas: CanvasSize): number {
  const scale = scaleOf(view, raster, canvas);
  const tolerance = 1e-6;
  const steps = direction > 0 ? [...ZOOM_STEPS] : [...ZOOM_STEPS].reverse();
  const next = steps.find((step) => (step - scale) * direction > tolerance);
  return next ?? (direction > 0 ? ZOOM_LIMITS.most : ZOOM_LIMITS.least);
}

/** Move the picture by device pixels; its middle never leaves the picture. A fitted picture does not move. */
export function pan(view: View, byX: number, byY: number, raster: Raster, canvas: CanvasSize): View {
  if (view.zoom === "fit") return view;
  const box = pictureBox(view, raster, canvas);
  return {
    zoom: view.zoom,
    centre: clampPoint({ x: view.centre.x - byX / box.width, y: view.centre.y - byY / box.height }),
  };
}

export function unsqueezedWidth(raster: Raster): number {
  return (raster.width * raster.pixelAspect.num) / raster.pixelAspect.den;
}

function clampPoint(point: FilmPoint): FilmPoint {
  return { x: clamp(point.x, 0, 1), y: clamp(point.y, 0, 1) };
}

export function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
