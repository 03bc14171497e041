import type { VersionSegment } from "../api/types";

/** What a version's segments say about what a re-run touched. */
export interface Containment {
  rendered: number;
  total: number;
  /** Frames that would have changed outside the notes' reach; 0 where every stage tells the truth. */
  leakFrames: number;
  /** The largest such change, in code values. */
  leakCode: number;
  protectedPixels: number;
  protectedChanged: number;
}

/** Sum up a version's segments. */
export function containmentOf(segments: readonly VersionSegment[]): Containment {
  const sum: Containment = {
    rendered: 0,
    total: segments.length,
    leakFrames: 0,
    leakCode: 0,
    protectedPixels: 0,
    protectedChanged: 0,
  };
  for (const segment of segments) {
    sum.rendered += segment.is_rendered ? 1 : 0;
    sum.leakFrames += segment.leak.frames ?? 0;
    sum.leakCode = Math.max(sum.leakCode, segment.leak.max_code ?? 0);
    sum.protectedPixels += segment.protected.pixels ?? 0;
    sum.protectedChanged += segment.protected.changed ?? 0;
  }
  return sum;
}

/** Return by code the frames of which a stage had something to say, in assembly order. */
export function flagsOf(segments: readonly VersionSegment[]): [code: string, frames: number[]][] {
  const found = new Map<string, number[]>();
  for (const segment of segments) {
    for (const [code, frames] of Object.entries(segment.flags)) {
      found.set(code, [...(found.get(code) ?? []), ...frames]);
    }
  }
  return [...found].sort(([one], [other]) => one.localeCompare(other));
}
