import type { FrameRange, Viewer, ViewerState } from "../engine";

type Comparing = Pick<ViewerState, "mode" | "pair" | "adjustments" | "pacing"> & { readonly loop: FrameRange | null };

/** How a viewer was looked at, for the one that takes its place on another canvas. */
export interface KeptLook extends Pick<ViewerState, "frame" | "view" | "enlargement" | "rung"> {
  readonly sides: readonly string[];
  /** How sides were compared and played; null where that was never chosen. A view that shows one side alone has none. */
  readonly comparing: Comparing | null;
}

/** Keep how this viewer is looked at. `comparing`: in place of how it compares, where it only shows one side alone. */
export function keptLook(state: ViewerState, comparing: Comparing | null = comparingOf(state)): KeptLook {
  const { frame, view, enlargement, rung } = state;
  return { frame, view, enlargement, rung, sides: state.sides.map(({ side }) => side), comparing };
}

function comparingOf({ mode, pair, adjustments, pacing, loop, isLoopHeld }: ViewerState): Comparing {
  return { mode, pair, adjustments, pacing, loop: isLoopHeld ? null : loop };
}

/** Look through this viewer as it was looked through the one before. What is by side counts for the same sides only. */
export function bringBack(viewer: Viewer, { frame, view, enlargement, rung, sides, comparing }: KeptLook): void {
  if (comparing !== null) {
    viewer.setMode(comparing.mode);
    viewer.setPacing(comparing.pacing);
    viewer.setLoop(comparing.loop);
    if (viewer.state.sides.map(({ side }) => side).join() === sides.join()) {
      viewer.setPair(comparing.pair);
      for (const [side, adjustment] of comparing.adjustments.entries()) {
        viewer.setAdjustment(side, adjustment);
      }
    }
  }
  viewer.setRung(rung);
  viewer.setEnlargement(enlargement);
  viewer.setView(view);
  viewer.seek(frame);
}
