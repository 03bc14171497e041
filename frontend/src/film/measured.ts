import type { ElementKind, Mark, ScanFacts, Shot } from "../api/types";

/** What was measured on a scan, as the page shows it: each kind's own figures, by shot. */

export type Kind =
  | "cadence"
  | "flicker"
  | "weave"
  | "channels"
  | "defects"
  | "scratch"
  | "grain"
  | "fade"
  | "splice"
  | "text"
  | "faces";

/** Figures of one shot by kind, as the analyses name them. */
export interface ShotFigures {
  cadence: { pattern: string; period: number | null; held: number; flashes: number[] };
  flicker: { typical: number; uneven: number };
  weave: { typical: number; jumps: number[] };
  channels: { red: number[]; blue: number[] };
  defects: { dark_ppm: number | null; bright_ppm: number | null };
  scratch: { scratches: number };
  grain: { sigma: number; size: number };
  fade: Record<Reading, FadeFigures>;
  splice: { taped_frames: number };
  text: { frames_with_text: number };
  faces: { frames_with_faces: number | null };
}

/** Figures of the whole scan by kind. */
export interface ScanFigures {
  cadence: { held_frames: number };
  flicker: { typical: number; uneven: number; largest: number; largest_frame: number };
  weave: { typical: number; largest: number; largest_frame: number };
  channels: { largest: number };
  defects: { dark: number; bright: number; looked_at: number; worst_frame: number | null };
  scratch: { scratched_frames: number };
  grain: { typical: number; largest: number; largest_frame: number };
  fade: { film: Record<Reading, FadeFigures> };
  splice: { taped_frames: number };
  text: { frames_with_text: number };
  faces: { frames_with_faces: number | null };
}

type Reading = "display" | "log";

/** `lost`: cyan, magenta and yellow in 1/1000, by kind of element; `trust` 0..1. */
interface FadeFigures {
  trust: number;
  lost: Record<string, number[]>;
}

/** Dye that is gone, in per cent, as far as it can be told. */
export interface DyeLost {
  cyan: number;
  magenta: number;
  yellow: number;
  certainty: "sure" | "unsure" | "untold";
}

export interface MeasuredShot {
  number: number;
  first: number;
  last: number;
  marks: readonly Mark[];
  /** By kind; what was not measured of these shots is not there. */
  figures: Partial<ShotFigures>;
}

type Analyses = ScanFacts["analyses"];
/** What counts as an element of its own where dyes fade; a video has none. */
const FADING: Partial<Record<ElementKind, string>> = {
  camera_negative: "negative",
  interpositive: "intermediate",
  internegative: "intermediate",
  print: "print",
};
const SURE = 0.5;

/** Return what was measured on the whole scan; null where this kind was not. */
export function scanFigures<K extends Kind>(analyses: Analyses, kind: K): ScanFigures[K] | null {
  const found = analyses.find((one) => one.kind === kind);
  return found ? (found.summary as unknown as ScanFigures[K]) : null;
}

/** Return the shots with what was measured on each; a measurement of other shots is left out. */
export function measuredShots(analyses: Analyses, shots: readonly Shot[]): MeasuredShot[] {
  return shots.map(({ first, count, marks }, index) => ({
    number: index + 1,
    first,
    last: first + count - 1,
    marks,
    figures: Object.fromEntries(
      analyses.flatMap(({ kind, summary }) => {
        const rows = summary["shots"];
        return Array.isArray(rows) && rows.length === shots.length ? [[kind, rows[index]]] : [];
      }),
    ),
  }));
}

/** Return how many shots follow each pattern, the commonest first. */
export function patternCounts(shots: readonly MeasuredShot[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const { figures } of shots) {
    if (figures.cadence) {
      counts.set(figures.cadence.pattern, (counts.get(figures.cadence.pattern) ?? 0) + 1);
    }
  }
  return [...counts].sort(([, a], [, b]) => b - a);
}

/** Return the dye that a shot or a scan lost, read by the scan's coding as this element fades. */
export function dyeLost(figures: Record<Reading, FadeFigures>, coding: string, element: ElementKind): DyeLost {
  const { trust, lost } = figures[coding === "display" ? "display" : "log"];
  const [cyan = 0, magenta = 0, yellow = 0] = (lost[FADING[element] ?? "unknown"] ?? []).map((part) => part / 10);
  return { cyan, magenta, yellow, certainty: trust >= SURE ? "sure" : trust > 0 ? "unsure" : "untold" };
}

/** Return by how many pixels red or blue lies beside green at most. */
export const misregistration = ({ red, blue }: ShotFigures["channels"]): number =>
  Math.max(Math.hypot(...red), Math.hypot(...blue));

/** Say whether shots were saved since the scan was measured. */
export const isStale = (analyses: Analyses, shotsRevision: number): boolean =>
  analyses.some((one) => one.revision < shotsRevision);

/** Return what the scan's codes stand for: as people say, or else as the medium says. */
export function codingOf(scan: Pick<ScanFacts, "color">): string {
  const told = [scan.color["overrides"], scan.color["found"]].map(codingIn);
  return told.find((coding) => coding !== null) ?? "display";
}

function codingIn(tags: unknown): string | null {
  const coding = typeof tags === "object" && tags !== null ? (tags as Record<string, unknown>)["coding"] : null;
  return typeof coding === "string" && coding !== "" ? coding : null;
}
