import { expect, test } from "vitest";
import type { FilmMember, Note, Shape } from "../../src/api/types";
import { shapeOf } from "../../src/review/draw/shape";
import { NoteDraft } from "../../src/review/noteDraft.svelte";
import { delegates } from "../../src/review/notes/delegates";

const REGION = { x: 1, y: 2, width: 3, height: 4 };
const AREA = {
  ...shapeOf("rectangle", [
    { x: 1, y: 2 },
    { x: 4, y: 6 },
  ]),
  steers: true,
};
const ARROW = shapeOf("arrow", [
  { x: 9, y: 9 },
  { x: 20, y: 20 },
]);
const note = { id: "n", first: 70, end: 72, region: REGION, shapes: [] as Shape[], text: "Dust" } as Note;

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

test("what is drawn besides is sent with what was there", () => {
  const draft = editing();
  draft.drawing.add(ARROW, { side: "source", frame: 80 });
  expect(draft.changesOf(note)).toEqual({ text: "Dust", shapes: [AREA, ARROW], first: 70, end: 81 });
  expect(draft.drawnOn).toBe("source");
});

test("without its area the note is about the whole frame", () => {
  const draft = editing();
  draft.drawing.clear();
  expect(draft.changesOf(note)).toEqual({ text: "Dust", shapes: [], region: null });
  draft.drawing.undo();
  expect(draft.changesOf(note)).toEqual({ text: "Dust" });
});

test("words or a shape are enough to be sent, a text nobody wrote is not", () => {
  const draft = new NoteDraft();
  draft.begin(5, "text");
  draft.drawing.add(shapeOf("text", [{ x: 1, y: 1 }]), { side: "source", frame: 70 });
  expect([draft.drawing.tool, draft.saysSomething]).toEqual(["text", false]);
  draft.drawing.write(" Here ");
  expect([draft.saysSomething, draft.drawing.finished[0]?.text]).toEqual([true, "Here"]);
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
