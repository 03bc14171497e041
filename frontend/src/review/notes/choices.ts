import type { AnswerKind, Cause, DefectClass, NoteState, Rejected, Treatment } from "../../api/types";
import type { Tone } from "../../ui/tone";

/** The values of triage, in the order they are offered. */

export const CAUSES: Cause[] = ["damage", "printed_in", "as_made", "caused_by_us"];
export const ANSWERS: AnswerKind[] = ["as_made", "declined", "hand_repair", "grading", "sound", "rescan"];
export const TREATMENTS: Treatment["kind"][] = [
  "missed_defect",
  "false_repair",
  "protect",
  "strength",
  "reject",
  "keep",
  "remark",
];
/** Treatments that change no pixel: nothing has to be rendered for them. */
export const WITHOUT_PIXELS = new Set<Treatment["kind"]>(["keep", "remark"]);
export const DEFECT_CLASSES: DefectClass[] = ["dust", "scratch", "tear", "stain", "lost_frame"];

/** The stage that enlarges, and may draw detail that the scan does not have. */
export const DRAWS = "upscale";
export const REJECTED: Rejected[] = ["invented_detail", "plastic", "text"];

/** Stages that change pixels and keep every one in its place: what they did can be undone, in the chain's order. */
export const REPAIR_STAGES = ["deflicker", "dust", "scratch", "tear", "hand_repair", "degrain", "regrain", "color"];
/** The same and the one that draws detail: how much they do can be said for a place. */
export const STEERED_STAGES = REPAIR_STAGES.flatMap((stage) => (stage === "regrain" ? [DRAWS, stage] : [stage]));

export const NOTE_TONE: Record<NoteState, Tone> = {
  new: "warn",
  triaged: "accent",
  planned: "accent",
  rendering: "accent",
  to_verify: "warn",
  accepted: "good",
  reopened: "warn",
  answered: "neutral",
};
