import type { AnswerKind, Cause, DefectClass, NoteState, Treatment } from "../../api/types";
import type { Tone } from "../../ui/tone";

/** The values of triage, in the order they are offered. */

export const CAUSES: Cause[] = ["damage", "printed_in", "as_made", "caused_by_us"];
export const ANSWERS: AnswerKind[] = ["as_made", "declined", "hand_repair", "grading", "sound", "rescan"];
export const TREATMENTS: Treatment["kind"][] = [
  "missed_defect",
  "false_repair",
  "protect",
  "strength",
  "keep",
  "remark",
];
/** Treatments that change no pixel: nothing has to be rendered for them. */
export const WITHOUT_PIXELS = new Set<Treatment["kind"]>(["keep", "remark"]);
export const DEFECT_CLASSES: DefectClass[] = ["dust", "scratch", "tear", "stain", "lost_frame"];

/** Stages that change pixels and keep every one in its place: the ones a treatment can name, in the chain's order. */
export const REPAIR_STAGES = ["deflicker", "dust", "scratch", "tear", "hand_repair", "degrain", "regrain", "color"];

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
