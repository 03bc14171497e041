/** Which stretch of the film the timeline shows, and where a frame lies on it. */

export interface TimelineWindow {
  /** The first frame shown; between two frames while fingers or a wheel move it. */
  readonly first: number;
  /** How many frames are shown: at least `LEAST_FRAMES`, at most the whole film. */
  readonly span: number;
}

/** So few frames at least: each is then wide enough to be touched. */
export const LEAST_FRAMES = 12;

/** The whole film. */
export const wholeFilm = (frameCount: number): TimelineWindow => ({ first: 0, span: Math.max(1, frameCount) });

/** Return the x of a frame's left edge. */
export function xOf(window: TimelineWindow, frame: number, width: number): number {
  return ((frame - window.first) / window.span) * width;
}

/** Return the place on the film under an x: a frame and a share of it. */
export function placeAt(window: TimelineWindow, x: number, width: number): number {
  return window.first + (x / width) * window.span;
}

/** Return the frame under an x, inside the film. */
export function frameAt(window: TimelineWindow, x: number, width: number, frameCount: number): number {
  return Math.min(frameCount - 1, Math.max(0, Math.floor(placeAt(window, x, width))));
}

/** Return the window zoomed by `factor` (below 1: closer), with the place `at` staying where it is. */
export function zoomed(window: TimelineWindow, factor: number, at: number, frameCount: number): TimelineWindow {
  const least = Math.min(LEAST_FRAMES, frameCount);
  const span = Math.min(frameCount, Math.max(least, window.span * factor));
  const share = (at - window.first) / window.span;
  return clamped({ first: at - share * span, span }, frameCount);
}

/** Return the window moved by some frames, inside the film. */
export function panned(window: TimelineWindow, frames: number, frameCount: number): TimelineWindow {
  return clamped({ first: window.first + frames, span: window.span }, frameCount);
}

/** Return the window moved so that `frame` is in it; unchanged where it is already. */
export function showing(window: TimelineWindow, frame: number, frameCount: number): TimelineWindow {
  if (frame >= window.first && frame + 1 <= window.first + window.span) {
    return window;
  }
  return clamped({ first: frame - window.span / 4, span: window.span }, frameCount);
}

function clamped(window: TimelineWindow, frameCount: number): TimelineWindow {
  const first = Math.min(Math.max(0, window.first), Math.max(0, frameCount - window.span));
  return { first, span: window.span };
}
