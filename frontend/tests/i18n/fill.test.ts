import { expect, test } from "vitest";
import { fill, slotNames } from "../../src/i18n/fill";

test.each([
  ["one", 1, "1 frame"],
  ["none", 0, "0 frames"],
  ["thousands are grouped", 12_345, "12,345 frames"],
])("the number chooses the word: %s", (_case, n, expected) => {
  expect(fill("{n} {n|frame|frames}", { n }, "en")).toBe(expected);
});

test("a parameter that was not given stays visible", () => {
  expect(fill("Reel {n}, {name}", { n: "3" }, "en")).toBe("Reel 3, {name}");
});

test("text that looks like a parameter is not filled twice", () => {
  expect(fill("{a}", { a: "{b}", b: "x" }, "en")).toBe("{b}");
});

test("a message's parameters are listed once each", () => {
  expect(slotNames("{n} {n|film|films} of {total}")).toEqual(["n", "total"]);
});
