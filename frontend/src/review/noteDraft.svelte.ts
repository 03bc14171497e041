import type { NoteChange } from "../api/notes";
import type { Note } from "../api/types";
import { Drawing, type DrawnOn, type DrawTool } from "./draw/drawing.svelte";
import { shapesOf } from "./draw/shownShapes";

/** A note that is being written: its frames, what is drawn on them and its words. */
export class NoteDraft {
  isOpen = $state(false);
  /** Whether hands draw on the picture. */
  isDrawing = $state(false);
  /** Whether the neighbouring notes show faintly while something is drawn. */
  showsGhosts = $state(true);
  first = $state(0);
  end = $state(1);
  text = $state("");
  /** The note that is being edited; null for a new one. */
  edited = $state.raw<Note | null>(null);
  /** The side that was drawn on last. */
  drawnOn = $state<string | null>(null);
  readonly drawing = new Drawing((on) => this.onDrawn(on));

  /** Whether the note is about a region, and not the whole frame. */
  get hasRegion(): boolean {
    return this.drawing.steering !== null;
  }

  /** Whether there is something to send. */
  get saysSomething(): boolean {
    return this.text.trim() !== "" || this.drawing.finished.length > 0;
  }

  /** Begin a note on one frame; drawing on the picture is on at once, with the tool used last or this one. */
  begin(frame: number, tool?: DrawTool): void {
    this.edited = null;
    this.isOpen = true;
    this.isDrawing = true;
    this.first = frame;
    this.end = frame + 1;
    this.text = "";
    this.drawnOn = null;
    this.drawing.begin([]);
    if (tool) {
      this.drawing.choose(tool);
    }
  }

  /** Edit a note: its words, its frames and its shapes. */
  edit(note: Note): void {
    this.begin(note.first ?? 0);
    this.isDrawing = false;
    this.end = note.end ?? 1;
    this.text = note.text;
    this.edited = note;
    this.drawing.begin(shapesOf(note));
  }

  /** Return what was changed of the edited note. */
  changesOf(note: Note): NoteChange {
    const change: NoteChange = { text: this.text.trim() };
    if (note.first !== null && (note.first !== this.first || note.end !== this.end)) {
      change.first = this.first;
      change.end = this.end;
    }
    if (this.drawing.isChanged) {
      change.shapes = this.drawing.finished;
      if (note.region && !this.hasRegion) {
        change.region = null;
      }
    }
    return change;
  }

  /** Leave the drawing tools; the note stays open. */
  stopDrawing(): void {
    this.drawing.cancel();
    this.drawing.selected = null;
    this.isDrawing = false;
  }

  close(): void {
    this.stopDrawing();
    this.edited = null;
    this.isOpen = false;
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

  /** A shape was drawn on a side's picture of `frame`: the note reaches to it. */
  private onDrawn({ side, frame }: DrawnOn): void {
    this.drawnOn = side;
    this.first = Math.min(this.first, frame);
    this.end = Math.max(this.end, frame + 1);
  }
}
