/** Which lanes the timeline has, from top to bottom, in CSS pixels. */

export interface Lane {
  readonly top: number;
  readonly height: number;
}

export const QUALITY_LANES = ["flicker", "defects", "changed"] as const;
export type QualityLane = (typeof QUALITY_LANES)[number];
export type LaneName = "ruler" | "strip" | "shots" | "segments" | "notes" | QualityLane | "watched";

export interface LaneLayout {
  readonly lanes: Partial<Record<LaneName, Lane>>;
  readonly height: number;
}

const ALWAYS: readonly [LaneName, number][] = [
  ["ruler", 16],
  ["strip", 44],
  ["shots", 16],
  ["segments", 6],
  ["notes", 16],
];
const QUALITY: readonly [LaneName, number][] = [
  ...QUALITY_LANES.map((name): [LaneName, number] => [name, 16]),
  ["watched", 16],
];

/** Return where each lane lies; quality and coverage only where they are asked for. */
export function laneLayout(withQuality: boolean): LaneLayout {
  const lanes: Partial<Record<LaneName, Lane>> = {};
  let top = 0;
  for (const [name, height] of withQuality ? [...ALWAYS, ...QUALITY] : ALWAYS) {
    lanes[name] = { top, height };
    top += height;
  }
  return { lanes, height: top };
}
