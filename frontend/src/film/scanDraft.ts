import type { ScanChange } from "../api/material";
import type { ColourOverrides, ScanFacts } from "../api/types";

/** A scan's correctable facts as a form holds them; an empty colour field is left to the medium. */

export const COLOUR_WORDS = ["primaries", "transfer", "matrix", "scanner"] as const;
export const COLOUR_CHOICES = {
  polarity: ["negative", "positive"],
  coding: ["display", "printing_density", "scene_log"],
  range: ["full", "limited"],
} as const;
const COLOUR_FIELDS = ["polarity", "coding", "range", ...COLOUR_WORDS] as const;
export type ColourField = (typeof COLOUR_FIELDS)[number];

export interface ScanDraft {
  reel: number | null;
  reelName: string;
  startTimecode: string;
  colour: Record<ColourField, string>;
}

/** Return what the medium says of its colour, as text by field. */
export function foundColour(scan: ScanFacts): Record<string, string> {
  return textsOf(scan.color["found"]);
}

export function scanDraft(scan: ScanFacts): ScanDraft {
  const overrides = textsOf(scan.color["overrides"]);
  return {
    reel: scan.reel,
    reelName: scan.reel_name,
    startTimecode: scan.start_timecode,
    colour: Object.fromEntries(COLOUR_FIELDS.map((field) => [field, overrides[field] ?? ""])) as ScanDraft["colour"],
  };
}

export const isReel = (reel: number | null): reel is number =>
  reel !== null && Number.isInteger(reel) && reel >= 1 && reel <= 999;

/** Return only what differs from the scan as it was; the colour overrides go as a whole. */
export function scanChange(scan: ScanFacts, draft: ScanDraft): ScanChange {
  const before = scanDraft(scan);
  const change: ScanChange = {};
  if (isReel(draft.reel) && draft.reel !== before.reel) {
    change.reel = draft.reel;
  }
  if (draft.reelName.trim() !== before.reelName) {
    change.reel_name = draft.reelName.trim();
  }
  if (draft.startTimecode.trim() !== before.startTimecode) {
    change.start_timecode = draft.startTimecode.trim();
  }
  if (COLOUR_FIELDS.some((field) => draft.colour[field].trim() !== before.colour[field])) {
    const given = COLOUR_FIELDS.map((field) => [field, draft.colour[field].trim()]).filter(([, text]) => text !== "");
    change.color = Object.fromEntries(given) as ColourOverrides;
  }
  return change;
}

function textsOf(tags: unknown): Record<string, string> {
  return typeof tags === "object" && tags !== null
    ? Object.fromEntries(Object.entries(tags).map(([name, value]) => [name, String(value ?? "")]))
    : {};
}
