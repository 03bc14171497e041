import { request } from "./client";
import type { AnswerKind, Cause, Note, Shape, Treatment } from "./types";

export interface NoteDraft {
  /** What was looked at. */
  side: string;
  first: number;
  end: number;
  /** On the scan; the one that steers makes the note's region. */
  shapes: Shape[];
  text: string;
  suggested_kind?: string;
}

/** What the author changes; `first` and `end` go together. A region of null stands for the whole frame. */
export interface NoteChange {
  text?: string;
  shapes?: Shape[];
  region?: null;
  first?: number;
  end?: number;
}

type Stamped = Pick<Note, "id" | "row_version">;

const act = (note: Stamped, verb: string, values: Record<string, unknown> = {}): Promise<Note> =>
  request(`/notes/${note.id}/${verb}`, { method: "POST", body: { row_version: note.row_version, ...values } });

export const listNotes = (restoration: string): Promise<Note[]> => request(`/restorations/${restoration}/notes`);

export const getNote = (id: string): Promise<Note> => request(`/notes/${id}`);

export const makeNote = (restoration: string, draft: NoteDraft): Promise<Note> =>
  request(`/restorations/${restoration}/notes`, { method: "POST", body: draft });

export const changeNote = (note: Stamped, change: NoteChange): Promise<Note> =>
  request(`/notes/${note.id}`, { method: "PATCH", body: { row_version: note.row_version, ...change } });

export const triageNote = (note: Stamped, cause: Cause, treatment: Treatment): Promise<Note> =>
  act(note, "triage", { cause, treatment });

export const answerNote = (note: Stamped, answer: AnswerKind, reason: string): Promise<Note> =>
  act(note, "answer", { answer, reason });

export const acceptNote = (note: Stamped): Promise<Note> => act(note, "accept");

export const reopenNote = (note: Stamped, text: string): Promise<Note> => act(note, "reopen", { text });

export const closeNote = (note: Stamped, reason: string): Promise<Note> => act(note, "close", { reason });

export const replyToNote = (id: string, text: string): Promise<unknown> =>
  request(`/notes/${id}/replies`, { method: "POST", body: { text } });

export const delegateNote = (id: string, user_id: string): Promise<Note> =>
  request(`/notes/${id}/delegate`, { method: "POST", body: { user_id } });

export const withdrawNote = (id: string): Promise<void> => request(`/notes/${id}`, { method: "DELETE" });
