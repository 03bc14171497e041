import { expect, test } from "vitest";
import type { Film } from "../../src/api/types";
import { makerRows, makersOf, newMaker } from "../../src/film/makersDraft";
import { moved } from "../../src/ui/rowOrder";

const named = (en: string) => ({ zh_hant: "", zh_hans: "", en });
const film = {
  makers: [
    { job: "cast", names: named("Stephen Chow") },
    { job: "cast", names: named("Cheung Man") },
    { job: "director", names: named("Gordon Chan") },
  ],
} as Film;

test("directors come first, others in the order of their credits", () => {
  expect(makerRows(film).map((row) => row.names.en)).toEqual(["Gordon Chan", "Stephen Chow", "Cheung Man"]);
});

test("rows without a name are not sent", () => {
  expect(makersOf([...makerRows(film), newMaker("writer")])).toHaveLength(3);
});

test.each([
  [0, 1, "bac"],
  [2, -1, "acb"],
  [0, -1, "abc"],
  [2, 1, "abc"],
] as const)("moving row %d by %d gives %s", (index, by, after) => {
  expect(moved([..."abc"], index, by).join("")).toBe(after);
});
