import { expect, test } from "vitest";
import { ALL_KEYS, type Command, commandOf, isForSimpleView, isForViewer } from "../../src/review/keys";

const press = (key: string, more: object = {}) => ({
  key,
  shiftKey: false,
  ctrlKey: false,
  altKey: false,
  metaKey: false,
  repeat: false,
  isComposing: false,
  ...more,
});

test.each([
  ["n", "new_note"],
  ["s", "edit_shots"],
  ["m", "mute"],
  ["N", "new_note"],
  ["i", "range_in"],
  ["o", "range_out"],
  [",", "previous_note"],
  [".", "next_note"],
  ["?", "help"],
  [" ", "toggle"],
])("%s asks for %s", (key, command) => {
  expect(commandOf(press(key))).toBe(command);
});

test("only steps repeat while a key is held", () => {
  expect(commandOf(press("ArrowRight", { repeat: true }))).toBe("step_forward");
  expect(commandOf(press("n", { repeat: true }))).toBeNull();
});

test("the browser's own shortcuts stay the browser's", () => {
  expect(commandOf(press("n", { ctrlKey: true }))).toBeNull();
});

test("letters typed through an input method are no commands", () => {
  expect(commandOf(press("n", { isComposing: true }))).toBeNull();
});

test("no key means two things", () => {
  const labels = ALL_KEYS.map((key) => key.label);
  expect(new Set(labels).size).toBe(labels.length);
});

test("notes and help are the page's, playing is the viewer's", () => {
  expect(isForViewer("toggle")).toBe(true);
  expect(isForViewer("new_note")).toBe(false);
});

test("the simple view knows no key of what it does not show", () => {
  expect(
    ["toggle", "flip", "zoom_in", "help", "simple_view"].filter((one) => !isForSimpleView(one as Command)),
  ).toEqual([]);
  const others: Command[] = ["texture", "new_note", "draw", "edit_shots", "adjust", "overlays", "blanking", "wipe"];
  expect(others.filter(isForSimpleView)).toEqual([]);
});
