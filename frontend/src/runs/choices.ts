import type { RunState } from "../api/types";
import type { Tone } from "../ui/tone";

/** How run and segment states are shown. */

export const RUN_TONE: Record<RunState, Tone> = {
  planning: "neutral",
  proposed: "warn",
  rendering: "accent",
  done: "good",
  failed: "bad",
  cancelled: "neutral",
  refused: "bad",
};

export const SEGMENT_TONE: Record<string, Tone> = {
  ready: "neutral",
  rendering: "accent",
  done: "good",
  failed: "bad",
};

/** Run states that nothing changes any more. */
export const ENDED: ReadonlySet<RunState> = new Set<RunState>(["done", "failed", "cancelled", "refused"]);
