import { type Command, commandOf } from "./keys";

const TYPING = "input:not([type=checkbox], [type=radio], [type=range]), select, textarea, [contenteditable]";
const PRESSED_BY_SPACE = "button, a, summary, input";

/** Return the command of a key press that is meant for the page, and not for a field, a button or an open dialog. */
export function isForPage(event: KeyboardEvent): Command | null {
  const target = event.target instanceof Element ? event.target : null;
  const isBusyElsewhere = target?.closest(`${TYPING}, dialog`) ?? null;
  const isPress = event.key === " " && target?.closest(PRESSED_BY_SPACE);
  if (event.defaultPrevented || event.isComposing || isBusyElsewhere || isPress) {
    return null;
  }
  return commandOf(event);
}
