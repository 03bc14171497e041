import type { HandPatchState, HandRepairState, PictureKind } from "../../api/types";
import type { Tone } from "../../ui/tone";

/** How hand repairs and painted frames are shown. */

export const HAND_TONE: Record<HandRepairState, Tone> = {
  preparing: "accent",
  sent: "neutral",
  receiving: "accent",
  returned: "good",
  failed: "bad",
  withdrawn: "neutral",
};

export const PATCH_TONE: Record<HandPatchState, Tone> = {
  waiting: "accent",
  laid: "good",
  needs_look: "warn",
  withdrawn: "neutral",
};

/** Names of file kinds, the same in every language. */
export const KIND_NAMES: Record<PictureKind, string> = { dpx: "DPX", tif: "TIFF", exr: "OpenEXR" };
export const KINDS: PictureKind[] = ["dpx", "tif", "exr"];

/** What the site takes at most on either side. */
export const MOST_HANDLES = 48;
