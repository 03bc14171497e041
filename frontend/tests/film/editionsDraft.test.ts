import { expect, test } from "vitest";
import type { Edition } from "../../src/api/types";
import { editionChanges, editionRows, isRuntime, newEdition } from "../../src/film/editionsDraft";

const HONG_KONG: Edition = { id: "h", kind: "hong_kong", name: "", runtime_minutes: 101, remarks: "" };
const EXPORT: Edition = { id: "e", kind: "export", name: "Export cut", runtime_minutes: null, remarks: "Dubbed" };

test("nothing changed is nothing to do", () => {
  const before = [HONG_KONG, EXPORT];
  expect(editionChanges(before, editionRows(before))).toEqual({ added: [], changed: [], removed: [] });
});

test("what was added, changed and taken away is told apart", () => {
  const [row] = editionRows([HONG_KONG]);
  if (!row) {
    throw new Error("no row");
  }
  const added = { ...newEdition(), kind: "taiwan" as const, runtime: " 96 " };
  const changes = editionChanges([HONG_KONG, EXPORT], [{ ...row, runtime: "" }, added]);
  expect(changes.removed).toEqual(["e"]);
  expect(changes.changed).toEqual([
    { id: "h", facts: { kind: "hong_kong", name: "", runtime_minutes: null, remarks: "" } },
  ]);
  expect(changes.added).toEqual([
    { row: added, facts: { kind: "taiwan", name: "", runtime_minutes: 96, remarks: "" } },
  ]);
});

test.each([
  ["", true],
  ["101", true],
  ["1h41", false],
  ["-5", false],
])("%j as a runtime: %s", (text, isRight) => {
  expect(isRuntime(text)).toBe(isRight);
});
