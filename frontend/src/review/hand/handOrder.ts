import type { HandOrder } from "../../api/handRepairs";
import type { Note, PictureKind } from "../../api/types";

/** What the dialog holds: first and last frame as people count, both included; kind "" is that of the scan's files. */
export interface HandDraft {
  first: number;
  last: number;
  handles: number;
  kind: PictureKind | "";
}

/** Return a draft of a note's frames, or of the frame that is shown. */
export function handDraft(note: Pick<Note, "first" | "end"> | null, frame: number): HandDraft {
  const first = note?.first ?? frame;
  return { first, last: note?.end ? note.end - 1 : frame, handles: 0, kind: "" };
}

/** Return what to ask of the site; null where the frames are none. */
export function handOrder(draft: HandDraft, note: string | null, version: string | null): HandOrder | null {
  if (!Number.isInteger(draft.first) || !Number.isInteger(draft.last) || draft.first < 0 || draft.last < draft.first) {
    return null;
  }
  return {
    frames: { first: draft.first, end: draft.last + 1 },
    handles: draft.handles,
    ...(draft.kind ? { kind: draft.kind } : {}),
    ...(note ? { note_id: note } : {}),
    ...(version ? { version_id: version } : {}),
  };
}
