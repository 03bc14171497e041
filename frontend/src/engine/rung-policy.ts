import type { Manifest, ManifestRung } from "./manifest";
import { chooseRung, namedRung } from "./rung-choice";

/** Milliseconds of play in time after which one rung up is tried. */
const EASE_MS = 30_000;
/** A rung that was too much again this soon after it was tried is not tried again for twice as long. */
const TRIAL_MS = 10_000;
const LONGEST_EASE_MS = 480_000;

/**
 * Which rung to show: one by name, or by itself the smallest that fills the view, and smaller while this machine plays
 * and does not keep up. Standing still costs nothing, so a paused picture always comes from the rung that fills the view.
 */
export class RungPolicy {
  private name = "auto";
  private learnedSteps = 0;
  private isPlaying = false;
  private easySince = 0;
  private easeMs = EASE_MS;

  /** Rungs below the one that fills the view. */
  get stepsDown(): number {
    return this.isPlaying ? this.learnedSteps : 0;
  }

  /** `auto`, or the rung that was chosen by name. */
  get choice(): string {
    return this.name;
  }

  /** `auto`, or the name of a rung; a side that lacks it shows the next below. */
  choose(name: string): void {
    this.name = name;
    this.learnedSteps = 0;
    this.easeMs = EASE_MS;
  }

  rungFor(manifest: Manifest, rows: number): ManifestRung {
    const isFree = this.name === "auto" || manifest.crop;
    return isFree ? chooseRung(manifest, rows, this.stepsDown) : namedRung(manifest, this.name);
  }

  /** Playing or not, as of `now`. Long ease takes one step back up. */
  observe(now: number, isPlaying: boolean): void {
    if (isPlaying && !this.isPlaying) this.easySince = now;
    this.isPlaying = isPlaying;
    if (!isPlaying || this.learnedSteps === 0 || now - this.easySince < this.easeMs) return;
    this.learnedSteps -= 1;
    this.easySince = now;
  }

  /** Pictures came too late: one step down, where there are as many as `most`. */
  late(now: number, most: number): void {
    if (now - this.easySince < TRIAL_MS) this.easeMs = Math.min(this.easeMs * 2, LONGEST_EASE_MS);
    this.easySince = now;
    if (this.name === "auto") this.learnedSteps = Math.min(this.learnedSteps + 1, most);
  }
}
