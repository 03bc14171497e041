import { type Command, commandOf } from "./keys";

const TYPING = "input:not([type=checkbox], [type=radio], [type=range]), select, textarea, [contenteditable]";
const PRESSED = "button, a, summary, input";
const SLIDES = /^(Arrow|Home$|End$|Page)/;
/** What moves itself by keys while it has the focus; anything else of that kind says so by `data-moves-by-keys`. */
const MOVES_BY_KEYS = "input[type=range], [role=slider], [data-moves-by-keys]";

/** Whether a key press belongs to a field, a choice or an open dialog. */
export function isTyping(event: KeyboardEvent): boolean {
  return event.isComposing || isWithin(event, `${TYPING}, dialog`);
}

/** Whether a key press belongs to the slider or handle that has the focus. */
export function isSliding(event: KeyboardEvent): boolean {
  return SLIDES.test(event.key) && isWithin(event, MOVES_BY_KEYS);
}

/** Whether a key press belongs to an open menu. */
export const isInMenu = (event: KeyboardEvent): boolean => isWithin(event, "details[open]");

/** Whether a key press belongs to the button that has the focus. */
export const isPressing = (event: KeyboardEvent): boolean =>
  (event.key === " " || event.key === "Enter") && isWithin(event, PRESSED);

/** Return the command of a key press that is meant for the page, and not for a field, a button or an open dialog. */
export function isForPage(event: KeyboardEvent): Command | null {
  if (event.defaultPrevented || isTyping(event) || isPressing(event) || isSlidingNatively(event)) {
    return null;
  }
  return commandOf(event);
}

/** Sliders of the page prevent the default of the keys they take, and leave the others to the frames. */
const isSlidingNatively = (event: KeyboardEvent): boolean =>
  SLIDES.test(event.key) && isWithin(event, "input[type=range]");

function isWithin({ target }: KeyboardEvent, selector: string): boolean {
  return target instanceof Element && target.closest(selector) !== null;
}
