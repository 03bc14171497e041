/** Which stretch of the film the timeline shows, and where a frame lies on it. */

export interface TimelineWindow {
  /** The first frame shown; a whole number. */
  first: number;
  /** How many frames are shown; at least `LEAST_FRAMES` or the whole film. */
  span: number;
}

export const LEAST_FRAMES = 24;

/** The whole film. */
export const wholeFilm = (frameCount: number): TimelineWindow => ({ first: 0, span: Math.max(1, frameCount) });

/** Return the x of a frame's left edge. */
export function xOf(window: TimelineWindow, frame: number, width: number): number {
  return ((frame - window.first) / window.span) * width;
}

/** Return the frame under an x, inside the film. */
export function frameAt(window: TimelineWindow, x: number, width: number, frameCount: number): number {
  const frame = Math.floor(window.first + (x / width) * window.span);
  return Math.min(frameCount - 1, Math.max(0, frame));
}

/** Return the window zoomed by `factor` (below 1: closer), with `frame` staying where it is. */
export function zoomed(window: TimelineWindow, factor: number, frame: number, frameCount: number): TimelineWindow {
  const least = Math.min(LEAST_FRAMES, frameCount);
  const span = Math.min(frameCount, Math.max(least, Math.round(window.span * factor)));
  const share = (frame - window.first) / window.span;
  return clamped({ first: Math.round(frame - share * span), span }, frameCount);
}

/** Return the window moved so that `frame` is in it; unchanged where it is already. */
export function showing(window: TimelineWindow, frame: number, frameCount: number): TimelineWindow {
  if (frame >= window.first && frame < window.first + window.span) {
    return window;
  }
  return clamped({ first: Math.round(frame - window.span / 4), span: window.span }, frameCount);
}

function clamped(window: TimelineWindow, frameCount: number): TimelineWindow {
  const first = Math.min(Math.max(0, window.first), Math.max(0, frameCount - window.span));
  return { first, span: window.span };
}
