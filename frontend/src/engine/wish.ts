/** Where the playhead is and what comes next: everything that decides what to decode. */
export interface Wish {
  readonly frame: number;
  /** 1 forward, -1 reverse, 0 paused. */
  readonly direction: -1 | 0 | 1;
  /** Where the playhead last moved to: more is made ready on that side while it stands. */
  readonly heading: -1 | 1;
  /** Frames the playhead may visit, half-open: the loop, or the whole axis. */
  readonly first: number;
  readonly end: number;
  readonly loops: boolean;
  /** Signed speed; 0 when paused, or when the clock waits for each frame. */
  readonly speed: number;
  /** Paused, and the frame is not on the canvas: from the smallest rung it comes sooner, and is shown until then. */
  readonly glimpse: boolean;
  /** Changes with every jump or start, so a source knows that the playhead did not just move on. */
  readonly epoch: number;
}
