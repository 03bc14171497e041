import { expect, test } from "vitest";
import type { Treatment } from "../../src/api/types";
import { treatmentDraft, treatmentOf, usualCause } from "../../src/review/notes/treatmentDraft";

const TREATMENTS: Treatment[] = [
  { kind: "missed_defect", defect_class: "scratch" },
  { kind: "false_repair", stage: "deflicker" },
  { kind: "protect", stages: ["dust"], level: "soft", feather: 3 },
  { kind: "strength", stage: "dust", value: 350 },
  { kind: "strength", stage: "upscale", value: 100 },
  { kind: "reject", what: "text", times: 1 },
  { kind: "remark" },
  { kind: "keep" },
];

test.each(TREATMENTS)("the form gives back the treatment it was opened with: $kind", (treatment) => {
  expect(treatmentOf(treatmentDraft({ treatment, suggested_kind: "" }))).toEqual(treatment);
});

test("what the author suggested is offered first", () => {
  expect(treatmentDraft({ treatment: null, suggested_kind: "protect" }).kind).toBe("protect");
  expect(treatmentDraft({ treatment: null, suggested_kind: "" }).kind).toBe("missed_defect");
});

test("the strength slider is in per cent, the treatment in thousandths", () => {
  const draft = { ...treatmentDraft({ treatment: null, suggested_kind: "strength" }), strength: 45 };
  expect(treatmentOf(draft)).toEqual({ kind: "strength", stage: "dust", value: 450 });
});

test("what was asked of the stage that draws is not taken for a wrong repair", () => {
  const draft = treatmentDraft({ treatment: { kind: "strength", stage: "upscale", value: 100 }, suggested_kind: "" });
  expect(treatmentOf({ ...draft, kind: "false_repair" })).toEqual({ kind: "false_repair", stage: "dust" });
});

test("a wrong repair is our own doing, and so is detail that AI added", () => {
  expect(usualCause("false_repair")).toBe("caused_by_us");
  expect(usualCause("reject")).toBe("caused_by_us");
});
