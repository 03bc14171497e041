import type { Point } from "../region";

/** How far a simplified line may lie from the drawn one at first, in the unit of the points. */
const NEAR = 0.75;

/**
 * Return a line of at most `most` of the points that stays close to all of them (Ramer, Douglas, Peucker).
 *
 * Both ends stay. The bound is `NEAR`, doubled until the points suffice.
 */
export function simplified(line: readonly Point[], most: number): Point[] {
  let kept = within(line, NEAR);
  for (let bound = NEAR * 2; kept.length > most; bound *= 2) {
    kept = within(line, bound);
  }
  return kept;
}

/** How far a point lies from the stretch between two others. */
export function distanceTo(point: Point, from: Point, to: Point): number {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const square = dx * dx + dy * dy;
  const along = square === 0 ? 0 : ((point.x - from.x) * dx + (point.y - from.y) * dy) / square;
  const share = Math.min(Math.max(along, 0), 1);
  return Math.hypot(point.x - from.x - share * dx, point.y - from.y - share * dy);
}

function within(line: readonly Point[], bound: number): Point[] {
  const kept = new Set([0, line.length - 1]);
  const open: [number, number][] = [[0, line.length - 1]];
  for (let stretch = open.pop(); stretch; stretch = open.pop()) {
    const [first, last] = stretch;
    const middle = farthest(line, first, last, bound);
    if (middle !== null) {
      kept.add(middle);
      open.push([first, middle], [middle, last]);
    }
  }
  return line.filter((_, index) => kept.has(index));
}

function farthest(line: readonly Point[], first: number, last: number, bound: number): number | null {
  const [from, to] = [line[first], line[last]];
  let [found, distance]: [number | null, number] = [null, bound];
  if (from && to) {
    line.slice(first + 1, last).forEach((point, index) => {
      const away = distanceTo(point, from, to);
      if (away > distance) {
        [found, distance] = [first + 1 + index, away];
      }
    });
  }
  return found;
}
