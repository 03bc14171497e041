import { expect, test } from "vitest";
import { rememberedLooks, rememberLooks } from "../../../src/review/simple/lookedAt";
import { SimpleView } from "../../../src/review/simple/simpleView.svelte";

function shelf(): Pick<Storage, "getItem" | "setItem"> {
  const kept = new Map<string, string>();
  return { getItem: (name) => kept.get(name) ?? null, setItem: (name, value) => kept.set(name, value) };
}

test("makers begin with the simple view, others with the whole", () => {
  const view = new SimpleView("dita", shelf());
  expect([view.isOn(true), view.isOn(false)]).toEqual([true, false]);
});

test("a choice is remembered, for the person who made it", () => {
  const browser = shelf();
  new SimpleView("dita", browser).choose(false);
  expect(new SimpleView("dita", browser).isOn(true)).toBe(false);
  expect(new SimpleView("clara", browser).isOn(true)).toBe(true);
});

test("shots looked at are remembered by person and picture", () => {
  const browser = shelf();
  rememberLooks("dita", "version:2:restored", new Set([0, 48]), browser);
  expect([...rememberedLooks("dita", "version:2:restored", browser)]).toEqual([0, 48]);
  expect([...rememberedLooks("dita", "version:3:restored", browser)]).toEqual([]);
});

test("what cannot be read counts as nothing", () => {
  const broken = { getItem: () => "{", setItem: () => undefined };
  expect([...rememberedLooks("dita", "source", broken)]).toEqual([]);
});
