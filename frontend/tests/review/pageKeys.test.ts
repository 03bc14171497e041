import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { isForPage, isInMenu, isPressing, isSliding, isTyping } from "../../src/review/pageKeys";

/** An element as far as these questions need one: it lies within what these selectors find. */
class StandInElement {
  constructor(private readonly within: readonly string[]) {}

  closest(selector: string): StandInElement | null {
    const asked = selector.split(", ").map((one) => one.trim());
    return this.within.some((one) => asked.includes(one)) ? this : null;
  }
}

beforeEach(() => vi.stubGlobal("Element", StandInElement));
afterEach(() => vi.unstubAllGlobals());

const press = (key: string, within: string[], more: object = {}) =>
  ({
    key,
    target: new StandInElement(within),
    defaultPrevented: false,
    shiftKey: false,
    ...more,
  }) as unknown as KeyboardEvent;

test.each(["input[type=range]", "[role=slider]", "[data-moves-by-keys]"])("arrows on %s are its own", (what) => {
  expect(["ArrowLeft", "Home", "PageUp"].map((key) => isSliding(press(key, [what])))).toEqual([true, true, true]);
  expect(isSliding(press("Delete", [what]))).toBe(false);
});

test("Space and Enter press the button that has the focus, other keys are the page's", () => {
  expect([isPressing(press(" ", ["button"])), isPressing(press("Enter", ["button"]))]).toEqual([true, true]);
  expect(isForPage(press(" ", ["button"]))).toBeNull();
  expect(isForPage(press("w", ["button"]))).toBe("wipe");
});

test("the page leaves alone what somebody took, what is typed and what a range slides by", () => {
  expect(isForPage(press("Escape", [], { defaultPrevented: true }))).toBeNull();
  expect(isForPage(press("w", ["textarea"]))).toBeNull();
  expect(isForPage(press("w", ["dialog"]))).toBeNull();
  expect(isTyping(press("w", [], { isComposing: true }))).toBe(true);
  expect(isForPage(press("ArrowLeft", ["input[type=range]"]))).toBeNull();
  expect(isForPage(press("ArrowLeft", ["[role=slider]"]))).toBe("step_back");
});

test("a key pressed in an open menu is known", () => {
  expect([isInMenu(press("Escape", ["details[open]"])), isInMenu(press("Escape", []))]).toEqual([true, false]);
});
