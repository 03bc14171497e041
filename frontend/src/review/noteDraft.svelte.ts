import type { NoteChange } from "../api/notes";
import type { Note, Region } from "../api/types";

/** A rectangle as it was drawn: on which side's picture of which frame. */
export interface Drawn {
  region: Region;
  side: string;
  frame: number;
}

/** A note that is being written: its frames, its rectangle and its words. */
export class NoteDraft {
  isOpen = $state(false);
  isDrawing = $state(false);
  first = $state(0);
  end = $state(1);
  drawn = $state.raw<Drawn | null>(null);
  text = $state("");
  /** The note that is being edited; null for a new one. */
  edited = $state.raw<Note | null>(null);
  /** Whether the rectangle that the edited note has stays as it is. */
  keepsRegion = $state(false);

  /** Whether the note is about a rectangle, drawn now or kept. */
  get hasRegion(): boolean {
    return this.drawn !== null || this.keepsRegion;
  }

  /** Begin a note on one frame; drawing on the picture is on at once. */
  begin(frame: number): void {
    this.edited = null;
    this.keepsRegion = false;
    this.isOpen = true;
    this.isDrawing = true;
    this.first = frame;
    this.end = frame + 1;
    this.drawn = null;
    this.text = "";
  }

  /** Edit a note; its rectangle stays until another is drawn. */
  edit(note: Note): void {
    this.begin(note.first ?? 0);
    this.isDrawing = false;
    this.end = note.end ?? 1;
    this.text = note.text;
    this.edited = note;
    this.keepsRegion = note.region !== null;
  }

  /** Let the note be about the whole frame. */
  takeWholeFrame(): void {
    this.drawn = null;
    this.keepsRegion = false;
  }

  /** Return what was changed of the edited note: a rectangle only where one was drawn or taken away. */
  changesOf(note: Note): NoteChange {
    const change: NoteChange = { text: this.text.trim() };
    if (note.first !== null && (note.first !== this.first || note.end !== this.end)) {
      change.first = this.first;
      change.end = this.end;
    }
    if (this.drawn) {
      change.region = this.drawn.region;
      change.region_frame = this.drawn.frame;
      change.side = this.drawn.side;
    } else if (note.region && !this.keepsRegion) {
      change.region = null;
    }
    return change;
  }

  close(): void {
    this.edited = null;
    this.isOpen = false;
    this.isDrawing = false;
    this.drawn = null;
  }

  /** Let the range begin at `frame`. */
  rangeIn(frame: number): void {
    this.first = frame;
    this.end = Math.max(this.end, frame + 1);
  }

  /** Let the range end with `frame`. */
  rangeOut(frame: number): void {
    this.end = frame + 1;
    this.first = Math.min(this.first, frame);
  }
}
