import type { Cause, DefectClass, Note, Rejected, Treatment } from "../../api/types";

/** What the triage form holds: every treatment's parameters at once, of which one kind is sent. */
export interface TreatmentDraft {
  kind: Treatment["kind"];
  defectClass: DefectClass;
  /** Of a wrong repair. */
  stage: string;
  /** Of a strength: also one that draws. */
  steered: string;
  rejected: Rejected;
  stages: string[];
  level: "hard" | "soft";
  feather: number;
  /** Per cent. */
  strength: number;
}

const EMPTY: TreatmentDraft = {
  kind: "missed_defect",
  defectClass: "dust",
  stage: "dust",
  steered: "dust",
  rejected: "invented_detail",
  stages: [],
  level: "hard",
  feather: 8,
  strength: 50,
};

/** Return the form for a note: its treatment so far, or what its author suggested. */
export function treatmentDraft(note: Pick<Note, "treatment" | "suggested_kind">): TreatmentDraft {
  const draft = { ...EMPTY };
  const before = note.treatment;
  if (!before) {
    return isKind(note.suggested_kind) ? { ...draft, kind: note.suggested_kind } : draft;
  }
  switch (before.kind) {
    case "missed_defect":
      return { ...draft, kind: before.kind, defectClass: before.defect_class };
    case "false_repair":
      return { ...draft, kind: before.kind, stage: before.stage };
    case "protect":
      return { ...draft, kind: before.kind, stages: [...before.stages], level: before.level, feather: before.feather };
    case "strength":
      return { ...draft, kind: before.kind, steered: before.stage, strength: before.value / 10 };
    case "reject":
      return { ...draft, kind: before.kind, rejected: before.what };
    default:
      return { ...draft, kind: before.kind };
  }
}

/** Return the treatment the form stands for. */
export function treatmentOf(draft: TreatmentDraft): Treatment {
  switch (draft.kind) {
    case "missed_defect":
      return { kind: draft.kind, defect_class: draft.defectClass };
    case "false_repair":
      return { kind: draft.kind, stage: draft.stage };
    case "protect":
      return { kind: draft.kind, stages: [...draft.stages], level: draft.level, feather: Math.round(draft.feather) };
    case "strength":
      return { kind: draft.kind, stage: draft.steered, value: Math.round(draft.strength * 10) };
    case "reject":
      return { kind: draft.kind, what: draft.rejected, times: 1 };
    default:
      return { kind: draft.kind };
  }
}

/** Return the cause a treatment usually has; the person may choose another. */
export function usualCause(kind: Treatment["kind"]): Cause {
  const causes: Record<Treatment["kind"], Cause> = {
    missed_defect: "damage",
    false_repair: "caused_by_us",
    protect: "as_made",
    strength: "caused_by_us",
    reject: "caused_by_us",
    keep: "as_made",
    remark: "damage",
  };
  return causes[kind];
}

function isKind(kind: string): kind is Treatment["kind"] {
  return ["missed_defect", "false_repair", "protect", "strength", "reject", "remark", "keep"].includes(kind);
}
