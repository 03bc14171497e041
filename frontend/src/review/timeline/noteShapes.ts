import type { NoteState } from "../../api/types";

/** Each state of a note has a shape and a colour of its own, drawn in a square of 10 units around its middle. */

export interface NoteShape {
  readonly path: string;
  readonly colour: string;
  /** Filled, or an outline: what needs nobody any more is an outline. */
  readonly isFilled: boolean;
}

const CIRCLE = "M5 0.5a4.5 4.5 0 1 1 0 9a4.5 4.5 0 0 1 0-9z";
const TRIANGLE = "M1 0.5L9.5 5L1 9.5z";
const DIAMOND = "M5 0L10 5L5 10L0 5z";
const SQUARE = "M1 1H9V9H1z";
const CROSS = "M3.4 0.5H6.6V3.4H9.5V6.6H6.6V9.5H3.4V6.6H0.5V3.4H3.4z";
const TICK = "M0.8 5L4 8.4L9.2 1.6";

export const NOTE_SHAPES: Readonly<Record<NoteState, NoteShape>> = {
  new: { path: CIRCLE, colour: "#e8c27a", isFilled: true },
  reopened: { path: CROSS, colour: "#e5a29c", isFilled: true },
  triaged: { path: DIAMOND, colour: "#9fc4dc", isFilled: true },
  planned: { path: TRIANGLE, colour: "#9fc4dc", isFilled: false },
  rendering: { path: TRIANGLE, colour: "#9fc4dc", isFilled: true },
  to_verify: { path: SQUARE, colour: "#e8c27a", isFilled: true },
  answered: { path: CIRCLE, colour: "#a6a6a6", isFilled: false },
  accepted: { path: TICK, colour: "#a9c9b3", isFilled: false },
};

/** The side of the square that shapes are drawn in. */
export const NOTE_UNIT = 10;
