import { expect, test } from "vitest";
import type { FilmMember, Note } from "../../src/api/types";
import { NoteDraft } from "../../src/review/noteDraft.svelte";
import { delegates } from "../../src/review/notes/delegates";

const REGION = { x: 1, y: 2, width: 3, height: 4 };
const note = { id: "n", first: 70, end: 72, region: REGION, text: "Dust" } as Note;

function editing(): NoteDraft {
  const draft = new NoteDraft();
  draft.edit(note);
  return draft;
}

test("an edited note keeps its rectangle and its frames unless they are changed", () => {
  const draft = editing();
  draft.text = " Dust and hair ";
  expect(draft.hasRegion).toBe(true);
  expect(draft.changesOf(note)).toEqual({ text: "Dust and hair" });
});

test("a new rectangle says on which picture it was drawn", () => {
  const draft = editing();
  draft.drawn = { region: { ...REGION, x: 9 }, side: "source", frame: 71 };
  draft.rangeOut(80);
  expect(draft.changesOf(note)).toEqual({
    text: "Dust",
    region: { ...REGION, x: 9 },
    region_frame: 71,
    side: "source",
    first: 70,
    end: 81,
  });
});

test("a rectangle can be taken away", () => {
  const draft = editing();
  draft.takeWholeFrame();
  expect(draft.changesOf(note)).toEqual({ text: "Dust", region: null });
});

test("a new note after an edit starts empty", () => {
  const draft = editing();
  draft.close();
  draft.begin(5);
  expect([draft.edited, draft.hasRegion, draft.text]).toEqual([null, false, ""]);
});

test("delegates are the others on the film, once each", () => {
  const member = (id: string, name: string) => ({ person: { id, name } }) as FilmMember;
  const members = [member("b", "Bo"), member("a", "Arno"), member("b", "Bo"), member("d", "Dita")];
  expect(delegates(members, "d")).toEqual([
    { id: "a", name: "Arno" },
    { id: "b", name: "Bo" },
  ]);
});
