import type { WatchedKind, WatchedPart } from "../../api/types";
import type { DrawnReport, ViewerState } from "../../engine";
import { isReferenceSide } from "../sides";
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
 * screen, played at normal speed or standing. Of references nothing is kept; beside one a side was compared all the same.
 */
export class WatchLog {
  private frames = new Map<string, { side: string; kind: WatchedKind; frames: FrameRanges }>();
  private standing: Standing | null = null;
  private last: DrawnReport | null = null;

  /** Take note of a drawn frame; `now` in milliseconds. */
  drawn(report: DrawnReport, how: Watching, now: number): void {
    this.settle(now);
    const sides = onScreen(report, how);
    this.last = report;
    if (how.isPlaying && how.speed === 1) {
      if (how.pacing === "in_time") {
        this.add("at_speed", sides, report.frame);
      }
      this.compared(sides, report.frame);
    }
    this.stand(how.isPlaying ? null : { frame: report.frame, sides, since: now });
  }

  /** Take note of how the frame that was drawn last is looked at now: another mode has other sides of it. */
  looked(how: Watching, now: number): void {
    if (this.last === null) {
      return;
    }
    this.settle(now);
    const sides = onScreen(this.last, how);
    this.stand(how.isPlaying ? null : { frame: this.last.frame, sides, since: now });
  }

  /** Take what was watched out of the log, ranges in order. */
  take(now: number): WatchedPart[] {
    this.settle(now);
    const parts = [...this.frames.values()];
    this.frames = new Map();
    return parts.map(({ side, kind, frames }) => ({ side, kind, ranges: frames.merged }));
  }

  /** The same sides of the same frame go on standing. */
  private stand(next: Standing | null): void {
    const isSame = next?.frame === this.standing?.frame && next?.sides.join() === this.standing?.sides.join();
    this.standing = isSame ? this.standing : next;
  }

  /** A picture that stands still is counted once it stood for long enough, and once only. */
  private settle(now: number): void {
    if (this.standing && now - this.standing.since >= STANDING_MS) {
      this.compared(this.standing.sides, this.standing.frame);
      this.standing = { ...this.standing, since: Number.POSITIVE_INFINITY };
    }
  }

  private compared(sides: readonly string[], frame: number): void {
    if (sides.length > 1) {
      this.add("compared", sides, frame);
    }
  }

  private add(kind: WatchedKind, sides: readonly string[], frame: number): void {
    for (const side of sides.filter((name) => !isReferenceSide(name))) {
      const key = `${kind} ${side}`;
      const part = this.frames.get(key) ?? { side, kind, frames: new FrameRanges() };
      part.frames.add(frame);
      this.frames.set(key, part);
    }
  }
}

/** The names of the sides that the mode shows, without those of which there was no picture, or a glimpse only. */
function onScreen(report: DrawnReport, { mode, pair }: Watching): string[] {
  const shown = mode.kind === "single" ? [mode.side] : mode.kind === "quad" ? [0, 1, 2, 3] : pair;
  return report.sides.filter((side, index) => shown.includes(index) && isSeen(side)).map((side) => side.side);
}

function isSeen({ picture, isGlimpse }: DrawnReport["sides"][number]): boolean {
  return picture !== "none" && picture !== "missing" && !isGlimpse;
}
