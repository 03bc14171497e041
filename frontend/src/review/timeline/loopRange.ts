import type { FrameRange } from "../../engine";

/** The in and out points of the loop. One that is not set yet is the end of the film. */

/** Return the loop that begins with `frame`; an end that would lie before it is taken back. */
export function withIn(loop: FrameRange | null, frame: number, frameCount: number): FrameRange {
  const end = loop && loop.end > frame ? loop.end : frameCount;
  return { first: frame, end };
}

/** Return the loop that ends with `frame`; a beginning that would lie after it is taken back. */
export function withOut(loop: FrameRange | null, frame: number): FrameRange {
  const first = loop && loop.first <= frame ? loop.first : 0;
  return { first, end: frame + 1 };
}

/** Return the loop with one edge moved to a place between two frames; it keeps one frame at least. */
export function withEdge(loop: FrameRange, edge: "in" | "out", place: number, frameCount: number): FrameRange {
  return edge === "in"
    ? { first: Math.max(0, Math.min(place, loop.end - 1)), end: loop.end }
    : { first: loop.first, end: Math.min(frameCount, Math.max(place, loop.first + 1)) };
}
