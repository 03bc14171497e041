import { type Gap, type Gop, isGop } from "../side-axis";
import type { Wish } from "../wish";

export interface PlanInput {
  readonly wish: Wish;
  /** Frames that fit in the cache. */
  readonly capacity: number;
  stretchAt(frame: number): Gop | Gap;
  has(frame: number): boolean;
}

const AHEAD_FRAMES = 48;
const NEIGHBOUR_FRAMES = 24;

/**
 * The groups of pictures to decode, most urgent first: the one with the target, then those the playhead will meet.
 *
 * Paused: neighbours on both sides. Playing: ahead in the direction of play, over segment borders, and from the
 * other end of a loop. Never more frames than the cache can hold, so nothing evicts what it was decoded for.
 */
export function planDecoding(input: PlanInput): Gop[] {
  const { wish, capacity } = input;
  const room = Math.max(Math.floor(capacity / 2), 1);
  const walk = new Walk(input);
  if (wish.direction === 0) {
    const reach = Math.min(NEIGHBOUR_FRAMES, Math.floor(room / 2));
    walk.from(wish.frame, 1, 1);
    walk.from(wish.frame, 1, reach);
    walk.from(wish.frame, -1, reach);
    return walk.gops;
  }
  const reach = Math.min(AHEAD_FRAMES, room);
  const left = walk.from(wish.frame, wish.direction, reach);
  if (wish.loops && left > 0) walk.from(wish.direction > 0 ? wish.first : wish.end - 1, wish.direction, left);
  return walk.gops;
}

class Walk {
  readonly gops: Gop[] = [];
  private readonly seen = new Set<string>();

  constructor(private readonly input: PlanInput) {}

  /** Visit `reach` frames from `start`; returns how many lay outside the allowed range. */
  from(start: number, direction: 1 | -1, reach: number): number {
    const { wish } = this.input;
    let frame = start;
    let left = reach;
    while (left > 0 && frame >= wish.first && frame < wish.end) {
      const stretch = this.input.stretchAt(frame);
      this.visit(stretch);
      const next = direction > 0 ? stretch.end : stretch.first - 1;
      left -= Math.abs(next - frame);
      frame = next;
    }
    return left;
  }

  private visit(stretch: Gop | Gap): void {
    if (!isGop(stretch) || this.seen.has(stretch.key)) return;
    this.seen.add(stretch.key);
    for (let frame = stretch.first; frame < stretch.end; frame += 1) {
      if (!this.input.has(frame)) {
        this.gops.push(stretch);
        return;
      }
    }
  }
}
