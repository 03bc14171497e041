import type { Note } from "../../api/types";
import { t } from "../../i18n/messages";

/** Return the frames a note is on, as people count: first and last, both included. */
export function framesText(note: Pick<Note, "first" | "end">): string {
  if (note.first === null || note.end === null) {
    return t("note.not_here");
  }
  const last = note.end - 1;
  return last === note.first ? t("frames.one", { n: note.first }) : t("frames.range", { first: note.first, last });
}
