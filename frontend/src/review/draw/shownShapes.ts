import type { Note, Shape } from "../../api/types";
import { rectangleOf } from "./shape";

/** How far away, in frames, notes still show as ghosts. */
const GHOST_REACH = 48;

/** Return what a note shows on the picture: its shapes, and its region as a rectangle where no shape makes it. */
export function shapesOf(note: Pick<Note, "region" | "shapes">): Shape[] {
  const hasShape = note.shapes.some((shape) => shape.steers);
  return note.region && !hasShape ? [rectangleOf(note.region), ...note.shapes] : note.shapes;
}

/** Return the notes on a frame that show something. */
export function notesOn(notes: readonly Note[], frame: number): Note[] {
  return notes.filter(
    ({ first, end, ...note }) =>
      first !== null && end !== null && first <= frame && frame < end && shapesOf(note).length > 0,
  );
}

/** Return the neighbours: the notes that end nearest before a frame, and those that begin nearest after it. */
export function ghostsOf(notes: readonly Note[], frame: number): Note[] {
  const shown = notes.filter((note) => shapesOf(note).length > 0);
  return [
    ...nearest(shown, ({ end }) => (end === null ? null : frame - end + 1)),
    ...nearest(shown, ({ first }) => (first === null ? null : first - frame)),
  ];
}

/** Return the notes with the least distance above nothing. */
function nearest(notes: readonly Note[], distanceOf: (note: Note) => number | null): Note[] {
  const distances = notes.map((note) => distanceOf(note) ?? 0);
  const least = Math.min(...distances.filter((distance) => distance > 0));
  return least <= GHOST_REACH ? notes.filter((_, index) => distances[index] === least) : [];
}
