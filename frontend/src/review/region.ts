import type { Region } from "../api/types";

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

/** Return the region between two corners, clamped to the picture and at least one unit in each direction. */
export function regionBetween(one: Point, other: Point): Region {
  const [left, right] = span(one.x, other.x);
  const [top, bottom] = span(one.y, other.y);
  return { x: left, y: top, width: right - left, height: bottom - top };
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

function span(one: number, other: number): [number, number] {
  const low = quantise(Math.min(one, other), Math.floor);
  const high = quantise(Math.max(one, other), Math.ceil);
  return high > low ? [low, high] : [Math.min(low, WHOLE - 1), Math.min(low, WHOLE - 1) + 1];
}

function quantise(value: number, round: (value: number) => number): number {
  return Math.min(WHOLE, Math.max(0, round(value * WHOLE)));
}
