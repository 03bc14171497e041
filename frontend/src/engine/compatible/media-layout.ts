import type { Manifest, ManifestFile, ManifestRate } from "../manifest";
import { fileAt } from "../rung-choice";

/** One file's place on the media timeline, in whole frames. */
export interface Placement {
  readonly index: number;
  readonly file: ManifestFile;
  /** Media frame of the file's picture 0. */
  readonly origin: number;
  /** Media frames that are shown, half-open; those from `origin` to `first` only lead in. */
  readonly first: number;
  readonly end: number;
  /** Assembly frame shown at `first`. */
  readonly frame: number;
}

/**
 * Lays a side's files end to end on the timeline of a media element.
 *
 * With no lead-ins and no gaps, frame n lies at media frame n. Frames without a picture take no media time, so the
 * element never waits inside a gap. All positions are integers; seconds are made only for the element.
 */
export class MediaLayout {
  readonly placements: readonly Placement[];
  readonly length: number;
  private readonly rate: ManifestRate;
  private readonly axisRate: ManifestRate;

  constructor(manifest: Manifest, rung: string) {
    this.axisRate = manifest.rate;
    this.rate = manifest.media_rate ?? manifest.rate;
    const placements: Placement[] = [];
    let cursor = 0;
    for (const segment of manifest.segments) {
      const file = fileAt(segment, rung);
      if (file === undefined) continue;
      const first = cursor + segment.skip;
      const end = first + segment.count;
      placements.push({ index: placements.length, file, origin: cursor, first, end, frame: segment.first });
      cursor = end;
    }
    this.placements = placements;
    this.length = cursor;
  }

  /** How much faster than by itself the media must run for its frames to pass as the axis's do. */
  get pace(): number {
    const { rate, axisRate } = this;
    return (axisRate.num * rate.den) / (axisRate.den * rate.num);
  }

  /** The file that shows this assembly frame, or null where there is no picture. */
  placementOf(frame: number): Placement | null {
    return this.search((placement) => comparePosition(frame, placement.frame, placement.end - placement.first));
  }

  /** The first file that shows a frame at or after this one. */
  placementFrom(frame: number): Placement | null {
    return this.placements.find((placement) => placement.frame + (placement.end - placement.first) > frame) ?? null;
  }

  mediaFrame(frame: number, placement: Placement): number {
    return placement.first + (frame - placement.frame);
  }

  /** The assembly frame shown at a media frame, or null inside a lead-in. */
  frameAt(mediaFrame: number): number | null {
    const placement = this.search((candidate) =>
      comparePosition(mediaFrame, candidate.origin, candidate.end - candidate.origin),
    );
    if (placement === null || mediaFrame < placement.first) return null;
    return placement.frame + (mediaFrame - placement.first);
  }

  /** Seconds at which a media frame begins; halves are allowed and mean the middle of a frame. */
  seconds(mediaFrame: number): number {
    return (mediaFrame * this.rate.den) / this.rate.num;
  }

  /** The media frame that a presentation time belongs to. Times come truncated to microseconds, hence rounding. */
  atSeconds(seconds: number): number {
    return Math.round((seconds * this.rate.num) / this.rate.den);
  }

  private search(compare: (placement: Placement) => number): Placement | null {
    let low = 0;
    let high = this.placements.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const placement = this.placements[middle];
      if (placement === undefined) break;
      const side = compare(placement);
      if (side === 0) return placement;
      if (side < 0) high = middle - 1;
      else low = middle + 1;
    }
    return null;
  }
}

function comparePosition(at: number, first: number, count: number): number {
  if (at < first) return -1;
  return at >= first + count ? 1 : 0;
}
