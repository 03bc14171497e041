import { closeTiles, type Still } from "./still";

/** Exact pictures laid over the proxies of one paused frame, one a side. Owns their tiles and closes them. */
export class Stills {
  private readonly bySide = new Map<number, Still>();

  of(side: number): Still | null {
    return this.bySide.get(side) ?? null;
  }

  put(side: number, still: Still): void {
    const before = this.bySide.get(side);
    if (before !== undefined) closeTiles(before);
    this.bySide.set(side, still);
  }

  /** Forget all stills but those of this frame; all of them for null. */
  keepOnly(frame: number | null): void {
    for (const [side, still] of this.bySide) {
      if (still.frame === frame) continue;
      closeTiles(still);
      this.bySide.delete(side);
    }
  }
}
