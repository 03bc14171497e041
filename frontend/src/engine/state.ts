import type { EngineKind } from "./capability";
import type { ViewerErrorCode } from "./errors";
import type { Enlargement } from "./look";
import type { PictureName } from "./picture";
import type { Adjustment } from "./render/adjustment";
import type { View } from "./render/geometry";
import type { Mode, Pair } from "./render/mode";
import type { FrameRange } from "./time/frame-range";
import type { Pacing } from "./transport";

/**
 * `loading`: nothing drawn yet. `ready`: the due frame is on the canvas. `behind`: the canvas still shows an earlier
 * right picture. `failed`: the due frame cannot be shown, see `error`.
 */
export type ViewerStatus = "loading" | "ready" | "behind" | "failed";

export interface SideState {
  readonly side: string;
  /** The rung that its picture on the canvas is of; where there is none yet, the one to come. */
  readonly rung: string;
  /** What of this side is on the canvas; `still` where the exact picture is on all that is seen of it. */
  readonly picture: PictureName;
  /** Of a still: the bits of its codes, and of the picture's own; fewer are rounded. Null for other pictures. */
  readonly exact: { readonly bits: number; readonly bitDepth: number } | null;
  /** Whether the frame at the playhead is restored on this side. */
  readonly isRestored: boolean;
}

/** Everything the interface shows about the viewer; a new object whenever something of it changes. */
export interface ViewerState {
  readonly engine: EngineKind;
  readonly status: ViewerStatus;
  readonly error: { readonly code: ViewerErrorCode; readonly detail: string } | null;
  /** The playhead. */
  readonly frame: number;
  readonly frameCount: number;
  /** The frame on the canvas; null before the first, and while the graphics driver refuses to draw. */
  readonly shown: number | null;
  readonly isPlaying: boolean;
  /** 1, 2, 4, or negative in reverse. */
  readonly speed: number;
  readonly loop: FrameRange | null;
  /** Whether `loop` is held for a while, in place of the one that was set. */
  readonly isLoopHeld: boolean;
  readonly pacing: Pacing;
  /** `auto`, or the rung that was chosen by name; what a side really shows is its own. */
  readonly rung: string;
  /** Sets of pictures that were due at normal speed and not shown. */
  readonly dropped: number;
  /** What is drawn: with one side only, `single`. */
  readonly mode: Mode;
  /** The two sides that a mode for two compares, first one first. */
  readonly pair: Pair;
  /** By side. */
  readonly adjustments: readonly Adjustment[];
  readonly view: View;
  readonly enlargement: Enlargement;
  /** Device pixels per row of the tallest side. */
  readonly scale: number;
  readonly sides: readonly SideState[];
}

/** Told after each newly drawn frame, from the pictures that were drawn. */
export interface DrawnReport {
  readonly frame: number;
  readonly sides: readonly {
    readonly side: string;
    readonly frame: number;
    readonly picture: PictureName;
    /** Whether it is only a first sight of the frame, of the smallest rung, until the side's own rung is here. */
    readonly isGlimpse: boolean;
  }[];
}
