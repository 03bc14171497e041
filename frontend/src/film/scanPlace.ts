import type { ScanPlace } from "../api/material";
import type { Material } from "../api/types";

/** Where a new scan belongs, as the form holds it. An empty element means: make a new one. */

export interface PlaceDraft {
  rate: string;
  element: string;
  reel: number;
  reelName: string;
  /** The fourth channel of the pictures is the scanner's infrared plane. */
  isInfrared: boolean;
  /** The medium is film with 2:3 pull-down, which is to be undone. */
  undoesPulldown: boolean;
  /** Another medium of the film, to compare with. */
  isReference: boolean;
}

/** Return the number after the highest reel that is registered, 1 for the first. */
export function nextReel(material: Material | null): number {
  const reels = material?.elements.flatMap((element) => element.scans.map((scan) => scan.reel)) ?? [];
  return Math.max(0, ...reels) + 1;
}

/** Return what the API takes; a file brings its own rate. */
export function placeOf(draft: PlaceDraft, needsRate: boolean): ScanPlace {
  const place: ScanPlace = { reel: draft.reel };
  if (needsRate) {
    place.rate = draft.rate.trim() || "24";
  }
  if (draft.element) {
    place.element_id = draft.element;
  }
  if (draft.reelName.trim()) {
    place.reel_name = draft.reelName.trim();
  }
  if (draft.isInfrared) {
    place.infrared = "alpha";
  }
  if (draft.undoesPulldown) {
    place.pulldown = "undo";
  }
  if (draft.isReference) {
    place.is_reference = true;
  }
  return place;
}
