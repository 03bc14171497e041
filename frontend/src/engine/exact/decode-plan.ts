import { type Gap, type Gop, isGop } from "../side-axis";
import type { FrameRange } from "../time/frame-range";
import type { Wish } from "../wish";

export interface PlanInput {
  readonly wish: Wish;
  /** Frames that fit in the cache, with their pictures of all sides. */
  readonly capacity: number;
  stretchAt(frame: number): Gop | Gap;
  has(frame: number): boolean;
}

/** What one side has to decode, and what it wants kept. */
export interface DecodePlan {
  /** Groups of which pictures are not held, most urgent first. */
  readonly gops: readonly Gop[];
  /** The frames of the planned groups, held or not: never more than the cache can hold. */
  readonly kept: readonly FrameRange[];
}

const AHEAD_FRAMES = 48;
/** Standing still: frames made ready where the playhead last moved to, and on the other side. */
const HEADING_FRAMES = 36;
const BEHIND_FRAMES = 24;
/** How many frames one side may be ahead of the slowest in decoding. */
const LEAD_FRAMES = 24;
/** Seconds are not known here: two of the longest segments, as whole files. */
const FETCH_FRAMES = 96;

/**
 * The groups of pictures that one side needs decoded, most urgent first: the one with the target, then those the
 * playhead will meet.
 *
 * Paused: neighbours on both sides, more of them where the playhead was going. Playing: ahead in the direction of
 * play and from the other end of a loop. Segment borders do not matter. Whole groups are decoded, so whole groups are
 * counted against what the cache can hold: a plan that exceeds it evicts what it was decoded for, and never ends.
 */
export function planDecoding(input: PlanInput): DecodePlan {
  const { wish, capacity } = input;
  const room = Math.max(Math.floor(capacity / 2), 1);
  const walk = new Walk(wish, input.stretchAt, capacity);
  if (wish.direction === 0) {
    const behind = -wish.heading as -1 | 1;
    walk.from(wish.frame, wish.heading, 1);
    walk.from(wish.frame, wish.heading, Math.min(HEADING_FRAMES, Math.floor((room * 3) / 5)));
    walk.from(wish.frame, behind, Math.min(BEHIND_FRAMES, Math.floor((room * 2) / 5)));
  } else {
    walk.ahead(Math.min(AHEAD_FRAMES, room));
  }
  return {
    gops: walk.gops.filter((gop) => isIncomplete(gop, input)),
    kept: walk.gops.map((gop) => nearest(gop, input)),
  };
}

/**
 * The plans of all sides (one list each, most urgent first), without what would put one side far ahead of another:
 * a frame is drawn only when all sides hold it, so the slowest gets the machine.
 */
export function planTogether(plans: readonly (readonly Gop[])[], wish: Wish): Gop[][] {
  const fronts = plans.flatMap(([first]) => (first === undefined ? [] : [distance(first, wish)]));
  const limit = Math.min(...fronts) + LEAD_FRAMES;
  return plans.map((gops) => gops.filter((gop) => distance(gop, wish) <= limit));
}

/** The groups whose files are worth having at hand, nearest first: where the playhead goes, then the other side. */
export function planFetching(wish: Wish, stretchAt: (frame: number) => Gop | Gap): Gop[] {
  const walk = new Walk(wish, stretchAt, Number.POSITIVE_INFINITY);
  if (wish.direction === 0) {
    walk.from(wish.frame, wish.heading, FETCH_FRAMES);
    walk.from(wish.frame, -wish.heading as -1 | 1, FETCH_FRAMES / 2);
  } else {
    walk.ahead(FETCH_FRAMES);
  }
  return walk.gops;
}

/** Frames that the playhead is away from this group; in play, those it has passed lie at the end of the round. */
function distance({ first, end }: Gop, wish: Wish): number {
  if (wish.frame >= first && wish.frame < end) return 0;
  if (wish.direction === 0) return wish.frame < first ? first - wish.frame : wish.frame - end + 1;
  const ahead = wish.direction > 0 ? first - wish.frame : wish.frame - end + 1;
  return ahead >= 0 ? ahead : ahead + (wish.end - wish.first);
}

function isIncomplete({ first, end }: Gop, { wish, capacity, has }: PlanInput): boolean {
  // Of a group larger than the cache only the pictures nearest to the playhead stay.
  if (end - first > capacity) return !has(wish.frame);
  for (let frame = first; frame < end; frame += 1) if (!has(frame)) return true;
  return false;
}

/** As many frames of a group as the cache can hold, around the playhead or ahead of it. */
function nearest({ first, end }: Gop, { wish, capacity }: PlanInput): FrameRange {
  const most = Math.max(capacity, 1);
  if (end - first <= most) return { first, end };
  const before = [most - 1, Math.floor(most / 2), 0][wish.direction + 1] ?? 0;
  const start = Math.min(Math.max(wish.frame - before, first), end - most);
  return { first: start, end: start + most };
}

class Walk {
  readonly gops: Gop[] = [];
  private readonly seen = new Set<string>();

  /** `room`: frames that all groups together may have; the due one is taken whatever its length. */
  constructor(
    private readonly wish: Wish,
    private readonly stretchAt: (frame: number) => Gop | Gap,
    private room: number,
  ) {}

  /** Visit `reach` frames in the direction of play, round the end of a loop. */
  ahead(reach: number): void {
    const { frame, direction, loops, first, end } = this.wish;
    const way = direction < 0 ? -1 : 1;
    const left = this.from(frame, way, reach);
    if (loops && left > 0) this.from(way > 0 ? first : end - 1, way, left);
  }

  /** Visit `reach` frames from `start`; returns how many lay outside the allowed range. */
  from(start: number, direction: 1 | -1, reach: number): number {
    let frame = start;
    let left = reach;
    while (left > 0 && frame >= this.wish.first && frame < this.wish.end) {
      const stretch = this.stretchAt(frame);
      if (isGop(stretch) && !this.take(stretch)) return 0;
      const next = direction > 0 ? stretch.end : stretch.first - 1;
      left -= Math.abs(next - frame);
      frame = next;
    }
    return left;
  }

  /** @returns whether there was room for it */
  private take(gop: Gop): boolean {
    if (this.seen.has(gop.key)) return true;
    const frames = gop.end - gop.first;
    if (frames > this.room && distance(gop, this.wish) > 0) return false;
    this.room -= frames;
    this.seen.add(gop.key);
    this.gops.push(gop);
    return true;
  }
}
