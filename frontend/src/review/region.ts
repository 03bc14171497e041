/** Regions of the film picture: integers in 1/65536 of its width and height, so that nobody rounds twice. */

export const WHOLE = 65536;

/** A point of the film picture, 0..1 from its left and top edge. */
export interface Point {
  x: number;
  y: number;
}

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Return where a region lies when the whole picture lies in `picture`. */
export function boxOf(region: Box, picture: Box): Box {
  return {
    x: picture.x + (region.x / WHOLE) * picture.width,
    y: picture.y + (region.y / WHOLE) * picture.height,
    width: (region.width / WHOLE) * picture.width,
    height: (region.height / WHOLE) * picture.height,
  };
}

/** Return the film point under a point of the same plane as `picture`. */
export function pointIn(picture: Box, x: number, y: number): Point {
  return { x: (x - picture.x) / picture.width, y: (y - picture.y) / picture.height };
}
