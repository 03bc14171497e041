import type { RunSegment, RunState } from "../api/types";

/** What the feed said last: the segment at work, and how many frames of the whole run are done. */
export interface Told {
  position: number;
  framesDone: number;
}

/** Return the segments as they stand by now: rows are asked for again only when one ends, the feed tells in between. */
export function segmentsNow(state: RunState, segments: readonly RunSegment[], told: Told | null): RunSegment[] {
  if (state === "cancelled") {
    return segments.map((segment) => (segment.state === "rendering" ? { ...segment, state: "cancelled" } : segment));
  }
  if (state !== "rendering" || told === null) {
    return [...segments];
  }
  const done = segments.filter((segment) => segment.is_touched && segment.state === "done");
  const begun = told.framesDone - done.reduce((frames, segment) => frames + segment.count, 0);
  return segments.map((segment) =>
    segment.position === told.position && segment.is_touched && segment.state !== "done"
      ? { ...segment, state: "rendering", frames_done: Math.max(0, Math.min(segment.count, begun)) }
      : segment,
  );
}
