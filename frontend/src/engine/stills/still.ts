/** Codes of more than 8 bits: the green plane, then blue, then red, rows without padding. */
export interface DeepPixels {
  readonly bits: number;
  readonly planes: Uint16Array;
}

/** A part of an exact picture, in pixels of the picture. */
export interface StillTile {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly pixels: ImageBitmap | DeepPixels;
}

/** Tiles of one frame's exact picture, which has `width` x `height` pixels. They lie edge to edge on a rectangle. */
export interface Still {
  readonly frame: number;
  readonly width: number;
  readonly height: number;
  /** Bits of the picture itself, and of the tiles: fewer are rounded. */
  readonly bitDepth: number;
  readonly bits: number;
  readonly tiles: readonly StillTile[];
}

/** A rectangle in pixels of a picture. */
export interface PixelRectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What the tiles of a still cover. */
export function coveredBy(still: Still): PixelRectangle {
  const x = Math.min(...still.tiles.map((tile) => tile.x));
  const y = Math.min(...still.tiles.map((tile) => tile.y));
  const right = Math.max(...still.tiles.map((tile) => tile.x + tile.width));
  const bottom = Math.max(...still.tiles.map((tile) => tile.y + tile.height));
  return { x, y, width: right - x, height: bottom - y };
}

export function contains(outer: PixelRectangle, inner: PixelRectangle): boolean {
  const isBeside = inner.x < outer.x || inner.y < outer.y;
  return (
    !isBeside && inner.x + inner.width <= outer.x + outer.width && inner.y + inner.height <= outer.y + outer.height
  );
}

/** The memory of the tiles that can be given back at once. */
export function closeTiles(still: Still): void {
  for (const { pixels } of still.tiles) if (!("planes" in pixels)) pixels.close();
}
