import { MODE_KINDS, type ModeKind } from "../../engine";

/** The modes that compare, in the order of the menu; one side alone has buttons of its own. */
export const MENU_MODES = MODE_KINDS.filter((kind): kind is Exclude<ModeKind, "single"> => kind !== "single");
