import { type TimelineWindow, xOf } from "./timelineWindow";

/** Where the ruler has marks, and what stands beside them: running time, close up frame numbers. */

export interface Tick {
  readonly frame: number;
  readonly label: string;
}

const FRAME_STEPS = [1, 2, 4, 8, 12];
const SECOND_STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200];
/** So far apart are two marks at least, in CSS pixels: a running time fits between them. */
const APART = 76;

/** Return the marks of a window at `framesPerSecond`. */
export function ticks(window: TimelineWindow, width: number, framesPerSecond: number): Tick[] {
  const least = (APART / Math.max(width, 1)) * window.span;
  const frames = FRAME_STEPS.find((step) => step >= least && step < framesPerSecond);
  if (frames !== undefined) {
    return marks(window, frames, (count) => count * frames, String);
  }
  const seconds = SECOND_STEPS.find((step) => step * framesPerSecond >= least) ?? 14_400;
  const frameOf = (count: number) => Math.round(count * seconds * framesPerSecond);
  return marks(window, seconds * framesPerSecond, frameOf, (_frame, count) => runningTime(count * seconds));
}

function marks(
  window: TimelineWindow,
  step: number,
  frameOf: (count: number) => number,
  labelOf: (frame: number, count: number) => string,
): Tick[] {
  const first = Math.max(0, Math.floor(window.first / step));
  const last = Math.ceil((window.first + window.span) / step);
  return Array.from({ length: last - first + 1 }, (_, index) => {
    const count = first + index;
    const frame = frameOf(count);
    return { frame, label: labelOf(frame, count) };
  });
}

/** Return whole seconds as `h:mm:ss`. */
export function runningTime(seconds: number): string {
  const whole = Math.floor(seconds);
  const [minutes, rest] = [Math.floor(whole / 60) % 60, whole % 60];
  return `${Math.floor(whole / 3600)}:${String(minutes).padStart(2, "0")}:${String(rest).padStart(2, "0")}`;
}

/** Draw the ruler into the lane at `top`; labels leave out the places in `taken` (x, from and to). */
export function drawRuler(
  context: CanvasRenderingContext2D,
  shown: { window: TimelineWindow; width: number; framesPerSecond: number },
  lane: { top: number; height: number },
  taken: readonly (readonly [number, number])[],
  colour: string,
): void {
  context.fillStyle = colour;
  for (const { frame, label } of ticks(shown.window, shown.width, shown.framesPerSecond)) {
    const x = Math.round(xOf(shown.window, frame, shown.width));
    context.fillRect(x, lane.top + lane.height - 4, 1, 4);
    const end = x + 4 + context.measureText(label).width;
    if (!taken.some(([from, to]) => x < to && end > from)) {
      context.fillText(label, x + 4, lane.top + lane.height - 4);
    }
  }
}
