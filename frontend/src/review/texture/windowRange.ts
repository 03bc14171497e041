import type { UnitBox } from "../../api/types";
import type { FrameRange, PixelRectangle } from "../../engine";
import { type Box, WHOLE } from "../region";

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

/** A part of a picture that lies at `fit` within the film's (shares of it), as a part of the film's. */
export function ofFilm(part: UnitBox, fit: Box | null): UnitBox {
  if (fit === null) {
    return part;
  }
  const at = { x: fit.x * WHOLE + part.x * fit.width, y: fit.y * WHOLE + part.y * fit.height };
  return outward(at.x, at.y, at.x + part.width * fit.width, at.y + part.height * fit.height);
}

/** What a picture that lies at `fit` within the film's has of a part of the film's; all of it where it has nothing. */
export function ofSide(part: UnitBox, fit: Box | null): UnitBox {
  if (fit === null) {
    return part;
  }
  const own = (film: number, from: number, length: number) => (film - from * WHOLE) / length;
  const x = own(part.x, fit.x, fit.width);
  const y = own(part.y, fit.y, fit.height);
  const box = outward(x, y, x + part.width / fit.width, y + part.height / fit.height);
  return box.width > 0 && box.height > 0 ? box : { x: 0, y: 0, width: WHOLE, height: WHOLE };
}

/** Whole units around these borders, within the picture. */
function outward(x: number, y: number, right: number, bottom: number): UnitBox {
  const [left, top] = [Math.max(Math.floor(x), 0), Math.max(Math.floor(y), 0)];
  return {
    x: left,
    y: top,
    width: Math.min(Math.ceil(right), WHOLE) - left,
    height: Math.min(Math.ceil(bottom), WHOLE) - top,
  };
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
