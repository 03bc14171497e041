import type { Note, Timeline } from "../../api/types";

/** Something that waits for a person: a note of theirs that was worked on, or a shot not looked at yet. */
export type WaitingItem =
  | { readonly kind: "note"; readonly note: Note; readonly first: number; readonly end: number }
  | {
      readonly kind: "shot";
      readonly number: number;
      readonly total: number;
      readonly first: number;
      readonly end: number;
    };

/** Return what waits, in the order to look at it: their notes first, then the shots, both by frame. */
export function whatWaits(
  notes: readonly Note[],
  shots: Timeline["shots"],
  looked: ReadonlySet<number>,
): WaitingItem[] {
  const toVerify = notes.flatMap((note): WaitingItem[] =>
    note.may.includes("accept") && note.first !== null && note.end !== null
      ? [{ kind: "note", note, first: note.first, end: note.end }]
      : [],
  );
  const unseen = shots.flatMap(({ first, count }, index): WaitingItem[] =>
    looked.has(first) ? [] : [{ kind: "shot", number: index + 1, total: shots.length, first, end: first + count }],
  );
  return [...toVerify.toSorted((one, other) => one.first - other.first), ...unseen];
}

/** Say whether two stand for the same thing. */
export function isSame(one: WaitingItem | null, other: WaitingItem | null): boolean {
  if (one?.kind === "note" && other?.kind === "note") {
    return one.note.id === other.note.id;
  }
  return one?.kind === other?.kind && one?.first === other?.first;
}
