import { expect, test } from "vitest";
import type { Treatment } from "../../src/api/types";
import { treatmentDraft, treatmentOf, usualCause } from "../../src/review/notes/treatmentDraft";

const TREATMENTS: Treatment[] = [
  { kind: "missed_defect", defect_class: "scratch" },
  { kind: "false_repair", stage: "deflicker" },
  { kind: "protect", stages: ["dust"], level: "soft", feather: 3 },
  { kind: "strength", stage: "dust", value: 350 },
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

test("a wrong repair is our own doing", () => {
  expect(usualCause("false_repair")).toBe("caused_by_us");
});
