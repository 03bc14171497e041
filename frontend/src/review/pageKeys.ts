import { type Command, commandOf } from "./keys";

const TYPING = "input:not([type=checkbox], [type=radio], [type=range]), select, textarea, [contenteditable]";
const PRESSED_BY_SPACE = "button, a, summary, input";
const SLIDES = /^(Arrow|Home$|End$|Page)/;

/** Whether a key press belongs to a field, a choice or an open dialog. */
export function isTyping(event: KeyboardEvent): boolean {
  return event.isComposing || (event.target instanceof Element && event.target.closest(`${TYPING}, dialog`) !== null);
}

/** Return the command of a key press that is meant for the page, and not for a field, a button or an open dialog. */
export function isForPage(event: KeyboardEvent): Command | null {
  const target = event.target instanceof Element ? event.target : null;
  const isPress = event.key === " " && target?.closest(PRESSED_BY_SPACE);
  const isSlide = SLIDES.test(event.key) && target?.closest("input[type=range]");
  if (event.defaultPrevented || isTyping(event) || isPress || isSlide) {
    return null;
  }
  return commandOf(event);
}
