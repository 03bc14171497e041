/** Half-open range of frame numbers: `first` is in it, `end` is not. */
export interface FrameRange {
  readonly first: number;
  readonly end: number;
}
