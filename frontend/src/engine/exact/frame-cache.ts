import type { PlanarPicture } from "../picture";

/** Whether a picture is planned for: others go first. */
type IsKept = (lane: number, frame: number) => boolean;

/** A frame behind the playhead counts this much further away than one ahead. */
const BEHIND_WEIGHT = 3;

type Lanes = Map<number, PlanarPicture>;

/**
 * Decoded pictures of all sides by frame, within one byte budget.
 *
 * What is not planned for goes first, the furthest from the playhead before nearer ones. A frame is of use only while
 * all sides hold it, so of what is planned for all pictures of a frame go together.
 */
export class FrameCache {
  private readonly frames = new Map<number, Lanes>();
  private usedBytes = 0;
  private playhead = 0;
  private direction = 0;
  private isKept: IsKept = () => false;

  constructor(readonly budgetBytes: number) {}

  get bytes(): number {
    return this.usedBytes;
  }

  /** Say from where distances are measured, and what to keep; `direction` is 1, -1, or 0 when paused. */
  focus(playhead: number, direction: number, isKept: IsKept = () => false): void {
    this.playhead = playhead;
    this.direction = direction;
    this.isKept = isKept;
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
    while (this.usedBytes > this.budgetBytes && this.frames.size > 1) {
      const spare = this.furthest((candidate) => this.spare(candidate).length > 0);
      if (spare === null) this.remove(this.furthest(() => true) ?? picture.frame);
      else for (const unplanned of this.spare(spare)) this.take(unplanned, spare);
    }
  }

  /** Forget everything of one lane. */
  drop(lane: number): void {
    for (const frame of [...this.frames.keys()]) this.take(lane, frame);
  }

  /** The lanes of a frame that nobody plans for. */
  private spare(frame: number): number[] {
    const lanes = this.frames.get(frame)?.keys() ?? [];
    return [...lanes].filter((lane) => !this.isKept(lane, frame));
  }

  private furthest(isCandidate: (frame: number) => boolean): number | null {
    let worst: number | null = null;
    let worstDistance = -1;
    for (const frame of this.frames.keys()) {
      const distance = this.distance(frame);
      if (distance > worstDistance && isCandidate(frame)) [worst, worstDistance] = [frame, distance];
    }
    return worst;
  }

  private distance(frame: number): number {
    const offset = frame - this.playhead;
    const isBehind = this.direction !== 0 && Math.sign(offset) === -this.direction;
    return Math.abs(offset) * (isBehind ? BEHIND_WEIGHT : 1);
  }

  private remove(frame: number): void {
    for (const lane of [...(this.frames.get(frame)?.keys() ?? [])]) this.take(lane, frame);
  }

  private take(lane: number, frame: number): void {
    const lanes = this.frames.get(frame);
    if (lanes === undefined) return;
    this.usedBytes -= lanes.get(lane)?.data.byteLength ?? 0;
    lanes.delete(lane);
    if (lanes.size === 0) this.frames.delete(frame);
  }
}
