import { expect, test } from "vitest";
import { draftOf, factsOf, isComplete } from "../../src/catalogue/factsDraft";

test("a film needs a name in one script and a year", () => {
  const draft = draftOf();
  expect(isComplete(draft)).toBe(false);
  draft.names.zh_hant = "A計劃";
  expect(isComplete(draft)).toBe(false);
  draft.year = "1983";
  expect(isComplete(draft)).toBe(true);
});

test("lines left empty are not sent, an empty runtime is unknown", () => {
  const draft = draftOf();
  draft.names.en = "Project A";
  draft.year = "1983";
  draft.directors.push({ zh_hant: "成龍", zh_hans: "", en: "" });
  expect(factsOf(draft)).toMatchObject({
    year: 1983,
    runtime_minutes: null,
    directors: [{ zh_hant: "成龍", zh_hans: "", en: "" }],
  });
});
