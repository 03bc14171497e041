import type { DrawnReport } from "../../engine";

/** Frames that stood exact on the screen, by side: what a decision says was seen. */
export class ExactFrames {
  private readonly bySide = new Map<string, Set<number>>();

  /** Take note of a drawn frame. */
  drawn(report: DrawnReport): void {
    for (const { side, picture, frame } of report.sides) {
      if (picture === "still") {
        this.bySide.set(side, (this.bySide.get(side) ?? new Set<number>()).add(frame));
      }
    }
  }

  /** Those of a side; none where nothing of it was. */
  get(side: string): ReadonlySet<number> | undefined {
    return this.bySide.get(side);
  }
}
