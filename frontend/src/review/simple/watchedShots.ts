import type { Range } from "../coverage/frameRanges";

/** So much of a shot's frames watched is all of it: nobody begins and ends on the very frame. */
const NEARLY_ALL = 0.9;

/** Return the first frames of the shots that these ordered ranges cover, nearly or wholly. */
export function watchedShots(
  shots: readonly { readonly first: number; readonly count: number }[],
  ranges: readonly Readonly<Range>[],
): Set<number> {
  const isWatched = ({ first, count }: { first: number; count: number }) => {
    const parts = ranges.map(([from, end]) => Math.min(end, first + count) - Math.max(from, first));
    const frames = parts.filter((part) => part > 0).reduce((sum, part) => sum + part, 0);
    return frames >= NEARLY_ALL * count;
  };
  return new Set(shots.filter(isWatched).map(({ first }) => first));
}
