import type { PlacedPiece } from "../api/types";
import type { Box, Point } from "./region";

/**
 * Where the scan lies in a picture: renders move and enlarge it, notes keep their regions on the scan.
 *
 * A move takes (u, v), in 1/65536 of one frame from its left and top edge, to (a u + b v + c, d u + e v + f) of another.
 */
export interface Move {
  a: number;
  b: number;
  c: number;
  d: number;
  e: number;
  f: number;
}

export const UNMOVED: Move = { a: 1, b: 0, c: 0, d: 0, e: 1, f: 0 };

/** Placements are recorded in 1/65536 pixel, from pixel centre to pixel centre. */
const PIXEL = 65536;

/** Return the move from the scan to a side's picture of an assembly frame; a frame in no piece lies as on the scan. */
export function moveAt(pieces: readonly PlacedPiece[], frame: number): Move {
  const piece = pieces.find((one) => one.first <= frame && frame < one.first + one.count);
  const placement = piece?.placements[frame - piece.first];
  if (!piece || !placement) {
    return UNMOVED;
  }
  const { scan, picture } = piece;
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = placement;
  return {
    a: (a * scan.width) / (PIXEL * picture.width),
    b: (b * scan.height) / (PIXEL * picture.width),
    c: (c - (a + b - PIXEL) / 2) / picture.width,
    d: (d * scan.width) / (PIXEL * picture.height),
    e: (e * scan.height) / (PIXEL * picture.height),
    f: (f - (d + e - PIXEL) / 2) / picture.height,
  };
}

/** Return the move back. */
export function inverse({ a, b, c, d, e, f }: Move): Move {
  const size = a * e - b * d;
  const back = { a: e / size, b: -b / size, d: -d / size, e: a / size };
  return { ...back, c: -(back.a * c + back.b * f), f: -(back.d * c + back.e * f) };
}

/** Return a moved point, in 1/65536 of the frame; it may lie outside. */
export function movedPoint({ x, y }: Point, move: Move): Point {
  return { x: move.a * x + move.b * y + move.c, y: move.d * x + move.e * y + move.f };
}

/** Return the rectangle around a moved region, in 1/65536 of the frame; it may reach outside. */
export function moved(region: Box, move: Move): Box {
  const xs: number[] = [];
  const ys: number[] = [];
  for (const u of [region.x, region.x + region.width]) {
    for (const v of [region.y, region.y + region.height]) {
      const corner = movedPoint({ x: u, y: v }, move);
      xs.push(corner.x);
      ys.push(corner.y);
    }
  }
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}
