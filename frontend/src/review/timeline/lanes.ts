/** Which lanes the timeline has, from top to bottom, in CSS pixels. */

export interface Lane {
  readonly top: number;
  readonly height: number;
}

export const QUALITY_LANES = ["flicker", "defects", "changed", "invention"] as const;
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
const QUALITY_HEIGHT = 16;

/** Return where each lane lies; those of `quality`, and coverage after them, only where they are asked for. */
export function laneLayout(quality: readonly QualityLane[] | null): LaneLayout {
  const lanes: Partial<Record<LaneName, Lane>> = {};
  const asked = [...(quality ?? []), ...(quality ? (["watched"] as const) : [])];
  let top = 0;
  for (const [name, height] of [...ALWAYS, ...asked.map((name): [LaneName, number] => [name, QUALITY_HEIGHT])]) {
    lanes[name] = { top, height };
    top += height;
  }
  return { lanes, height: top };
}
