import { expect, test } from "vitest";
import { KEY_GROUPS } from "../../src/review/keyGroups";
import { ALL_KEYS } from "../../src/review/keys";

test("the help page shows every command that has a key, each once", () => {
  const shown = Object.values(KEY_GROUPS).flat();
  expect(shown.toSorted()).toEqual([...new Set(ALL_KEYS.map((key) => key.command))].toSorted());
});
