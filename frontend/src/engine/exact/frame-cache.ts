import type { PlanarPicture } from "../picture";

/** A frame behind the playhead counts this much further away than one ahead. */
const BEHIND_WEIGHT = 3;

type Lanes = Map<number, PlanarPicture>;

/**
 * Decoded pictures of all sides by frame, within one byte budget.
 *
 * A frame is of use only while all sides hold it, so all pictures of the frame furthest from the playhead go together.
 */
export class FrameCache {
  private readonly frames = new Map<number, Lanes>();
  private usedBytes = 0;
  private playhead = 0;
  private direction = 0;

  constructor(readonly budgetBytes: number) {}

  get bytes(): number {
    return this.usedBytes;
  }

  /** Say from where distances are measured; `direction` is 1, -1, or 0 when paused. */
  focus(playhead: number, direction: number): void {
    this.playhead = playhead;
    this.direction = direction;
  }

  has(lane: number, frame: number): boolean {
    return this.frames.get(frame)?.has(lane) ?? false;
  }

  get(lane: number, frame: number): PlanarPicture | undefined {
    return this.frames.get(frame)?.get(lane);
  }

  put(lane: number, picture: PlanarPicture): void {
    const lanes: Lanes = this.frames.get(picture.frame) ?? new Map<number, PlanarPicture>();
    this.usedBytes += picture.data.byteLength - (lanes.get(lane)?.data.byteLength ?? 0);
    lanes.set(lane, picture);
    this.frames.set(picture.frame, lanes);
    while (this.usedBytes > this.budgetBytes && this.frames.size > 1) this.remove(this.furthest());
  }

  /** Forget everything of one lane. */
  drop(lane: number): void {
    for (const [frame, lanes] of this.frames) {
      this.usedBytes -= lanes.get(lane)?.data.byteLength ?? 0;
      lanes.delete(lane);
      if (lanes.size === 0) this.frames.delete(frame);
    }
  }

  private furthest(): number {
    let worst = this.playhead;
    let worstDistance = -1;
    for (const frame of this.frames.keys()) {
      const offset = frame - this.playhead;
      const isBehind = this.direction !== 0 && Math.sign(offset) === -this.direction;
      const distance = Math.abs(offset) * (isBehind ? BEHIND_WEIGHT : 1);
      if (distance > worstDistance) [worst, worstDistance] = [frame, distance];
    }
    return worst;
  }

  private remove(frame: number): void {
    for (const picture of this.frames.get(frame)?.values() ?? []) this.usedBytes -= picture.data.byteLength;
    this.frames.delete(frame);
  }
}
