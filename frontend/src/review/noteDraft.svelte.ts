import type { Region } from "../api/types";

/** A note that is being written: its frames, its rectangle and its words. */
export class NoteDraft {
  isOpen = $state(false);
  isDrawing = $state(false);
  first = $state(0);
  end = $state(1);
  region = $state.raw<Region | null>(null);
  text = $state("");

  /** Begin a note on one frame; drawing on the picture is on at once. */
  begin(frame: number): void {
    this.isOpen = true;
    this.isDrawing = true;
    this.first = frame;
    this.end = frame + 1;
    this.region = null;
    this.text = "";
  }

  close(): void {
    this.isOpen = false;
    this.isDrawing = false;
    this.region = null;
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
