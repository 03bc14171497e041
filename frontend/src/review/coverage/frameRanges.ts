/** A growing set of frames, as half-open ranges. */

export type Range = [first: number, end: number];

export class FrameRanges {
  private readonly ranges: Range[] = [];

  get isEmpty(): boolean {
    return this.ranges.length === 0;
  }

  /** Add a frame. Frames that follow each other cost nothing. */
  add(frame: number): void {
    const last = this.ranges.at(-1);
    if (last && last[0] <= frame && frame <= last[1]) {
      last[1] = Math.max(last[1], frame + 1);
    } else {
      this.ranges.push([frame, frame + 1]);
    }
  }

  /** The frames in order; no two ranges touch. */
  get merged(): Range[] {
    return merged(this.ranges);
  }
}

/** Return the union of ranges in any order; no two of it touch. */
export function merged(ranges: readonly Readonly<Range>[]): Range[] {
  const union: Range[] = [];
  for (const [first, end] of ranges.toSorted((one, other) => one[0] - other[0])) {
    const last = union.at(-1);
    if (last && first <= last[1]) {
      last[1] = Math.max(last[1], end);
    } else {
      union.push([first, end]);
    }
  }
  return union;
}

/** Return how many frames ordered ranges hold. */
export const framesIn = (ranges: readonly Readonly<Range>[]): number =>
  ranges.reduce((sum, [first, end]) => sum + end - first, 0);
