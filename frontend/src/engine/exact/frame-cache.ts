import type { PlanarPicture } from "../picture";

/** A frame behind the playhead counts this much further away than one ahead. */
const BEHIND_WEIGHT = 3;

/** Decoded pictures by frame within a byte budget; what lies furthest from the playhead goes first. */
export class FrameCache {
  private readonly pictures = new Map<number, PlanarPicture>();
  private usedBytes = 0;

  constructor(private readonly budgetBytes: number) {}

  get bytes(): number {
    return this.usedBytes;
  }

  get size(): number {
    return this.pictures.size;
  }

  has(frame: number): boolean {
    return this.pictures.has(frame);
  }

  get(frame: number): PlanarPicture | undefined {
    return this.pictures.get(frame);
  }

  /** Keep a picture; `playhead` and `direction` (1, -1, or 0 when paused) decide what makes room for it. */
  put(picture: PlanarPicture, playhead: number, direction: number): void {
    this.remove(picture.frame);
    this.pictures.set(picture.frame, picture);
    this.usedBytes += picture.data.byteLength;
    while (this.usedBytes > this.budgetBytes && this.pictures.size > 1) {
      this.remove(this.furthest(playhead, direction));
    }
  }

  clear(): void {
    this.pictures.clear();
    this.usedBytes = 0;
  }

  private furthest(playhead: number, direction: number): number {
    let worst = playhead;
    let worstDistance = -1;
    for (const frame of this.pictures.keys()) {
      const offset = frame - playhead;
      const isBehind = direction !== 0 && Math.sign(offset) === -direction;
      const distance = Math.abs(offset) * (isBehind ? BEHIND_WEIGHT : 1);
      if (distance > worstDistance) [worst, worstDistance] = [frame, distance];
    }
    return worst;
  }

  private remove(frame: number): void {
    const picture = this.pictures.get(frame);
    if (picture === undefined) return;
    this.usedBytes -= picture.data.byteLength;
    this.pictures.delete(frame);
  }
}
