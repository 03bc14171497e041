import type { Timeline } from "../../api/types";
import type { Lane } from "./lanes";
import { type TimelineWindow, xOf } from "./timelineWindow";

/** Small pictures along the film, cut from thumbnail sheets. */

export type Sheet = Timeline["thumbnails"][number];

interface Tile {
  readonly sheet: Sheet;
  readonly column: number;
  readonly row: number;
}

export interface PlacedTile extends Tile {
  readonly x: number;
  readonly width: number;
}

/** Return the tile nearest before a frame; before the first sheet there is none. */
export function thumbnailFor(sheets: readonly Sheet[], frame: number): Tile | null {
  const sheet = sheets.findLast((one) => one.first <= frame);
  if (!sheet) {
    return null;
  }
  const index = Math.min(sheet.count - 1, Math.max(0, Math.floor((frame - sheet.first) / sheet.step)));
  const place = sheet.skip + index;
  return { sheet, column: place % sheet.columns, row: Math.floor(place / sheet.columns) };
}

/**
 * Return the pictures of a window, side by side. They stand at whole multiples of their width in frames, so that
 * moving the window moves them and changes none.
 */
export function placedTiles(
  sheets: readonly Sheet[],
  window: TimelineWindow,
  width: number,
  height: number,
): PlacedTile[] {
  const shape = sheets[0];
  if (!shape) {
    return [];
  }
  const tileWidth = Math.max(24, (shape.tile_width / shape.tile_height) * height);
  const frames = Math.max(1, (tileWidth / width) * window.span);
  const placed: PlacedTile[] = [];
  const end = window.first + window.span;
  for (let at = Math.floor(window.first / frames) * frames; at < end; at += frames) {
    // Halfway into its place, so that the last picture before a cut is not stretched over the next shot.
    const tile = thumbnailFor(sheets, Math.min(at + frames / 2, end - 1));
    if (tile) {
      placed.push({ ...tile, x: xOf(window, at, width), width: tileWidth });
    }
  }
  return placed;
}

/** Draw the pictures whose sheet is here. */
export function drawFilmstrip(
  context: CanvasRenderingContext2D,
  tiles: readonly PlacedTile[],
  lane: Lane,
  picture: (url: string) => ImageBitmap | undefined,
): void {
  for (const { sheet, column, row, x, width } of tiles) {
    const image = picture(sheet.url);
    if (image) {
      // The sheet may be held smaller than it was sent.
      const w = image.width / sheet.columns;
      const h = (w / sheet.tile_width) * sheet.tile_height;
      context.drawImage(image, column * w, row * h, w, h, x, lane.top, width, lane.height);
    }
  }
}
