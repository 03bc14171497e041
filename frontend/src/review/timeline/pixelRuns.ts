import { type TimelineWindow, xOf } from "./timelineWindow";

/** Drawing many frames on few pixels: what falls together is drawn once. */

export interface Stretch {
  readonly first: number;
  readonly count: number;
}

export interface PixelRun<Kind> {
  readonly x: number;
  readonly width: number;
  readonly kind: Kind;
}

/** Return the index of the first stretch that reaches past `frame`; the stretches are in order. */
export function firstReaching(stretches: readonly Stretch[], frame: number): number {
  let [low, high] = [0, stretches.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const stretch = stretches[middle];
    if (stretch && stretch.first + stretch.count <= frame) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

/** Yield those of ordered stretches that the window shows. */
export function* seen<T extends Stretch>(stretches: readonly T[], window: TimelineWindow): Generator<T> {
  const end = window.first + window.span;
  for (let index = firstReaching(stretches, window.first); index < stretches.length; index += 1) {
    const stretch = stretches[index];
    if (!stretch || stretch.first >= end) {
      return;
    }
    yield stretch;
  }
}

/** Return what to fill for ordered stretches: neighbours of one kind are one run. */
export function pixelRuns<T extends Stretch, Kind>(
  stretches: readonly T[],
  window: TimelineWindow,
  width: number,
  kindOf: (stretch: T) => Kind,
): PixelRun<Kind>[] {
  const runs: PixelRun<Kind>[] = [];
  for (const stretch of seen(stretches, window)) {
    const x = xOf(window, stretch.first, width);
    const end = Math.max(x + 1, xOf(window, stretch.first + stretch.count, width));
    const kind = kindOf(stretch);
    const last = runs.at(-1);
    if (last && last.kind === kind && x <= last.x + last.width + 0.5) {
      runs[runs.length - 1] = { ...last, width: end - last.x };
    } else {
      runs.push({ x, width: end - x, kind });
    }
  }
  return runs;
}

/** Return how much of each pixel column ordered stretches fill, 0..1. */
export function columnShares(stretches: readonly Stretch[], window: TimelineWindow, width: number): Float64Array {
  const shares = new Float64Array(Math.max(1, Math.ceil(width)));
  for (const stretch of seen(stretches, window)) {
    const from = Math.max(0, xOf(window, stretch.first, width));
    const to = Math.min(shares.length, xOf(window, stretch.first + stretch.count, width));
    for (let column = Math.floor(from); column < to; column += 1) {
      shares[column] = (shares[column] ?? 0) + Math.min(to, column + 1) - Math.max(from, column);
    }
  }
  return shares;
}

/** Return the greatest value on each pixel column, 0 where there is none; values lie on ordered stretches. */
export function columnPeaks<T extends Stretch>(
  stretches: readonly T[],
  window: TimelineWindow,
  width: number,
  levelOf: (stretch: T) => number | null,
): Float64Array {
  const peaks = new Float64Array(Math.max(1, Math.ceil(width)));
  for (const stretch of seen(stretches, window)) {
    const value = levelOf(stretch) ?? 0;
    const from = Math.max(0, Math.floor(xOf(window, stretch.first, width)));
    const to = Math.min(peaks.length, Math.ceil(xOf(window, stretch.first + stretch.count, width)));
    for (let column = from; column < Math.max(to, from + 1); column += 1) {
      if ((peaks[column] ?? 0) < value) {
        peaks[column] = value;
      }
    }
  }
  return peaks;
}

/** Yield runs of columns with one value; columns of 0 are left out. */
export function* columnRuns(columns: Float64Array): Generator<{ x: number; width: number; value: number }> {
  let begin = 0;
  for (let x = 1; x <= columns.length; x += 1) {
    const value = columns[begin] ?? 0;
    if (x === columns.length || columns[x] !== value) {
      if (value > 0) {
        yield { x: begin, width: x - begin, value };
      }
      begin = x;
    }
  }
}
