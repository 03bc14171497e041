import type { Region } from "../api/types";

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

  /** Begin a note on one frame; drawing on the picture is on at once. */
  begin(frame: number): void {
    this.isOpen = true;
    this.isDrawing = true;
    this.first = frame;
    this.end = frame + 1;
    this.drawn = null;
    this.text = "";
  }

  close(): void {
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
