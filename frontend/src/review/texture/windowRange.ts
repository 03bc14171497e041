import type { UnitBox } from "../../api/types";
import type { FrameRange, PixelRectangle } from "../../engine";
import { WHOLE } from "../region";

/** Which frames and which part of the picture a motion window is asked for. */

const MOST_SECONDS = 10;
const WITHOUT_LOOP_SECONDS = 2;

/** The loop where there is one, cut to ten seconds; else two seconds from `frame`, or the last two. */
export function windowRange(
  loop: FrameRange | null,
  frame: number,
  frameCount: number,
  framesPerSecond: number,
): FrameRange {
  if (loop) {
    return { first: loop.first, end: Math.min(loop.end, loop.first + Math.floor(MOST_SECONDS * framesPerSecond)) };
  }
  const count = Math.min(Math.round(WITHOUT_LOOP_SECONDS * framesPerSecond), frameCount);
  const first = Math.min(frame, frameCount - count);
  return { first, end: first + count };
}

/** A rectangle of a picture in 1/65536 of it, not smaller than what was given. */
export function unitBox(part: PixelRectangle, picture: { width: number; height: number }): UnitBox {
  const x = Math.floor((part.x * WHOLE) / picture.width);
  const y = Math.floor((part.y * WHOLE) / picture.height);
  const right = Math.ceil(((part.x + part.width) * WHOLE) / picture.width);
  const bottom = Math.ceil(((part.y + part.height) * WHOLE) / picture.height);
  return { x, y, width: Math.min(right, WHOLE) - x, height: Math.min(bottom, WHOLE) - y };
}

/** The smallest rectangle that holds all of these; null without any. */
export function boxAround(boxes: readonly UnitBox[]): UnitBox | null {
  if (boxes.length === 0) {
    return null;
  }
  const x = Math.min(...boxes.map((box) => box.x));
  const y = Math.min(...boxes.map((box) => box.y));
  const right = Math.max(...boxes.map((box) => box.x + box.width));
  const bottom = Math.max(...boxes.map((box) => box.y + box.height));
  return { x, y, width: right - x, height: bottom - y };
}
