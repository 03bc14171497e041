import type { Declaration } from "../api/material";
import type { Edition, ElementKind, Restoration, Role, ScanState } from "../api/types";
import type { Tone } from "../ui/tone";

/** The values a person chooses from on a film's page. */

export const ELEMENT_KINDS: ElementKind[] = [
  "camera_negative",
  "interpositive",
  "internegative",
  "print",
  "sound_negative",
  "video",
  "unknown",
];
export const EDITION_KINDS: Edition["kind"][] = ["hong_kong", "taiwan", "export", "other"];
export const INTENTS: Restoration["intent"][] = ["as_first_released", "director_revised"];
export const ROLES: Role[] = ["director", "archivist", "curator", "admin"];
export const RATES = ["24", "24000/1001", "25", "30000/1001", "16", "18", "20", "22"];
/** Refusals that end where what was declared of the medium is taken back. */
export const DECLARED_WRONGLY: Readonly<Record<string, Declaration>> = {
  "infrared-missing": "infrared",
  "pulldown-not-found": "pulldown",
};
export const SCAN_TONE: Record<ScanState, Tone> = {
  registered: "neutral",
  ingesting: "accent",
  ready: "good",
  refused: "bad",
};
