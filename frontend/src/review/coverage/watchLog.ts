import type { WatchedKind, WatchedPart } from "../../api/types";
import type { DrawnReport, ViewerState } from "../../engine";
import { FrameRanges } from "./frameRanges";

/** A picture that stands for so long was looked at; one that a scrub passes was not. */
export const STANDING_MS = 250;

type Watching = Pick<ViewerState, "isPlaying" | "speed" | "pacing" | "mode" | "pair">;

interface Standing {
  readonly frame: number;
  readonly sides: readonly string[];
  readonly since: number;
}

/**
 * What was watched, by side: frames that played at normal speed, and frames of which two sides or more were on the
 * screen, played at normal speed or standing.
 */
export class WatchLog {
  private frames = new Map<string, { side: string; kind: WatchedKind; frames: FrameRanges }>();
  private standing: Standing | null = null;

  /** Take note of a drawn frame; `now` in milliseconds. */
  drawn(report: DrawnReport, how: Watching, now: number): void {
    this.settle(now);
    const sides = onScreen(report, how).map((side) => side.side);
    this.standing = null;
    if (how.isPlaying && how.speed === 1) {
      if (how.pacing === "in_time") {
        this.add("at_speed", sides, report.frame);
      }
      this.compared(sides, report.frame);
    } else if (!how.isPlaying) {
      this.standing = { frame: report.frame, sides, since: now };
    }
  }

  /** Take what was watched out of the log, ranges in order. */
  take(now: number): WatchedPart[] {
    this.settle(now);
    const parts = [...this.frames.values()];
    this.frames = new Map();
    return parts.map(({ side, kind, frames }) => ({ side, kind, ranges: frames.merged }));
  }

  /** A picture that stands still is counted once it stood for long enough. */
  private settle(now: number): void {
    if (this.standing && now - this.standing.since >= STANDING_MS) {
      this.compared(this.standing.sides, this.standing.frame);
      this.standing = null;
    }
  }

  private compared(sides: readonly string[], frame: number): void {
    if (sides.length > 1) {
      this.add("compared", sides, frame);
    }
  }

  private add(kind: WatchedKind, sides: readonly string[], frame: number): void {
    for (const side of sides) {
      const key = `${kind} ${side}`;
      const part = this.frames.get(key) ?? { side, kind, frames: new FrameRanges() };
      part.frames.add(frame);
      this.frames.set(key, part);
    }
  }
}

/** The sides that the mode shows, without those of which there was no picture. */
function onScreen(report: DrawnReport, { mode, pair }: Watching): DrawnReport["sides"] {
  const shown = mode.kind === "single" ? [mode.side] : mode.kind === "quad" ? [0, 1, 2, 3] : pair;
  return report.sides.filter(
    (side, index) => shown.includes(index) && side.picture !== "none" && side.picture !== "missing",
  );
}
