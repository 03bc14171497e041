import type { Mark, Restoration, Shot, Timeline } from "../../api/types";

/** Pure edits of a scan's shots, and where a scan's frames lie on the restoration's axis. Frames are the scan's. */

type Spans = Restoration["assembly"]["spans"];
type TimelineShots = Timeline["shots"];

/** Marks of how a shot was made, in the order they are offered. */
export const MARKS: readonly Mark[] = [
  "freeze",
  "flash",
  "step_printed",
  "undercranked",
  "optical",
  "pulldown",
  "interlaced",
];

/** Return which scan an assembly frame shows, and which frame of it; null on a slug. */
export function placeOf(spans: Spans, assemblyFrame: number): { scan: string; frame: number } | null {
  const span = spans.find(
    (one) => one.assembly_first <= assemblyFrame && assemblyFrame < one.assembly_first + one.count,
  );
  return span?.scan ? { scan: span.scan, frame: assemblyFrame - span.assembly_first + span.scan_first } : null;
}

/** Return the index of the shot that has a frame, -1 where none has. */
export const shotAt = (shots: readonly Shot[], frame: number): number =>
  shots.findIndex((shot) => shot.first <= frame && frame < shot.first + shot.count);

/** Return the shots with a cut before `frame`; both halves keep the marks. */
export function split(shots: readonly Shot[], frame: number): Shot[] {
  const index = shotAt(shots, frame);
  const shot = shots[index];
  if (!shot || shot.first === frame) {
    return [...shots];
  }
  const before = { ...shot, count: frame - shot.first };
  const after = { ...shot, first: frame, count: shot.first + shot.count - frame };
  return shots.toSpliced(index, 1, before, after);
}

/** Return the shots without the cut at which the shot of `frame` begins; the joined shot has the marks of both. */
export function mergedBack(shots: readonly Shot[], frame: number): Shot[] {
  const index = shotAt(shots, frame);
  const [shot, previous] = [shots[index], shots[index - 1]];
  if (!shot || !previous) {
    return [...shots];
  }
  const marks = MARKS.filter((mark) => previous.marks.includes(mark) || shot.marks.includes(mark));
  return shots.toSpliced(index - 1, 2, { first: previous.first, count: previous.count + shot.count, marks });
}

/** Return the beginning of the shot whose cut lies nearest to `frame`; null where a scan is one shot. */
export function nearestCut(shots: readonly { first: number }[], frame: number): number | null {
  const cuts = shots.slice(1).map((shot) => shot.first);
  return cuts.toSorted((one, other) => Math.abs(one - frame) - Math.abs(other - frame))[0] ?? null;
}

/** Return the shots with the cut at `cut` moved to `frame`, at most as far as both shots keep a frame. */
export function cutMoved(shots: readonly Shot[], cut: number, frame: number): Shot[] {
  const index = shots.findIndex((shot) => shot.first === cut);
  const [shot, previous] = [shots[index], shots[index - 1]];
  if (!shot || !previous) {
    return [...shots];
  }
  const end = shot.first + shot.count;
  const first = Math.min(end - 1, Math.max(previous.first + 1, frame));
  const before = { ...previous, count: first - previous.first };
  return shots.toSpliced(index - 1, 2, before, { ...shot, first, count: end - first });
}

/** Return the shots with a mark put on the shot of `frame`, or taken from it. */
export function marked(shots: readonly Shot[], frame: number, mark: Mark, isOn: boolean): Shot[] {
  const index = shotAt(shots, frame);
  const shot = shots[index];
  if (!shot) {
    return [...shots];
  }
  const marks = MARKS.filter((one) => (one === mark ? isOn : shot.marks.includes(one)));
  return shots.toSpliced(index, 1, { ...shot, marks });
}

/** Say whether two shot lists are the same. */
export const isSame = (one: readonly Shot[], other: readonly Shot[]): boolean =>
  one.length === other.length &&
  one.every((shot, index) => {
    const twin = other[index];
    return twin?.first === shot.first && twin.count === shot.count && twin.marks.join() === shot.marks.join();
  });

/** Return the timeline's shots `shown` with those of one scan replaced by `shots`, cut to what the assembly shows. */
export function onAxis(shown: TimelineShots, spans: Spans, scan: string, shots: readonly Shot[]): TimelineShots {
  const own = spans.filter((span) => span.scan === scan);
  const others = shown.filter(
    ({ first }) => !own.some((span) => span.assembly_first <= first && first < span.assembly_first + span.count),
  );
  const pieces = own.flatMap((span) =>
    shots.flatMap((shot) => {
      const first = Math.max(shot.first, span.scan_first);
      const end = Math.min(shot.first + shot.count, span.scan_first + span.count);
      const piece = { count: end - first, marks: shot.marks, reel: span.reel ?? 0 };
      return end > first ? [{ first: first - span.scan_first + span.assembly_first, ...piece }] : [];
    }),
  );
  return [...others, ...pieces].toSorted((a, b) => a.first - b.first);
}
