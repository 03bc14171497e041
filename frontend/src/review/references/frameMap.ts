import type { MappedSpan } from "../../api/types";

/**
 * A reference's frame map as people change it: which frame of the reference shows which frame of the film.
 *
 * Spans are in the order of the film and do not overlap; film frames in none have no picture.
 */

export interface Lengths {
  readonly film: number;
  readonly reference: number;
}

/** The film frames around a frame that are mapped alike, half-open; `offset` is null in a gap. */
export interface MapStretch {
  readonly first: number;
  readonly end: number;
  /** What is added to a film frame to have the reference's. */
  readonly offset: number | null;
}

/** Return the span or the gap that holds a film frame. */
export function stretchAt(spans: readonly MappedSpan[], frame: number, film: number): MapStretch {
  let first = 0;
  for (const span of spans) {
    const end = span.first + span.count;
    if (frame < span.first) {
      return { first, end: span.first, offset: null };
    }
    if (frame < end) {
      return { first: span.first, end, offset: span.reference_first - span.first };
    }
    first = end;
  }
  return { first, end: film, offset: null };
}

/** Return the frame of the reference that shows a film frame; null in a gap. */
export function referenceFrame(spans: readonly MappedSpan[], frame: number, film: number): number | null {
  const { offset } = stretchAt(spans, frame, film);
  return offset === null ? null : frame + offset;
}

/**
 * Return the film frames that a change at a frame is about: the stretch around it, or only from the frame on.
 *
 * Where the stretch ends with the reference's first or last frame, the gap beside it is what that cut off, and it is
 * laid with the stretch again; any other gap stays.
 */
export function partAt(spans: readonly MappedSpan[], frame: number, isFromHere: boolean, lengths: Lengths): MapStretch {
  const { first, end, offset } = stretchAt(spans, frame, lengths.film);
  const isCutBefore = offset !== null && first > 0 && first + offset === 0;
  const isCutAfter = offset !== null && end < lengths.film && end + offset === lengths.reference;
  const before = isCutBefore ? stretchAt(spans, first - 1, lengths.film) : null;
  const after = isCutAfter ? stretchAt(spans, end, lengths.film) : null;
  return {
    first: isFromHere ? frame : before?.offset === null ? before.first : first,
    end: after?.offset === null ? after.end : end,
    offset,
  };
}

/** Return the map with these film frames at another offset, as far as the reference has frames; null: a gap. */
export function mapped(spans: readonly MappedSpan[], part: MapStretch, offset: number | null, lengths: Lengths) {
  const kept = spans.flatMap((span) => [...within(span, 0, part.first), ...within(span, part.end, lengths.film)]);
  const first = Math.max(part.first, -(offset ?? 0));
  const end = Math.min(part.end, lengths.reference - (offset ?? 0));
  const own = offset === null || first >= end ? [] : [{ first, count: end - first, reference_first: first + offset }];
  return joined([...kept, ...own].toSorted((one, other) => one.first - other.first));
}

function within(span: MappedSpan, from: number, to: number): MappedSpan[] {
  const first = Math.max(span.first, from);
  const end = Math.min(span.first + span.count, to);
  return first < end ? [{ first, count: end - first, reference_first: span.reference_first + first - span.first }] : [];
}

function joined(spans: readonly MappedSpan[]): MappedSpan[] {
  const whole: MappedSpan[] = [];
  for (const span of spans) {
    const last = whole.at(-1);
    const goesOn =
      last?.first !== undefined &&
      last.first + last.count === span.first &&
      last.reference_first + last.count === span.reference_first;
    if (last && goesOn) {
      whole[whole.length - 1] = { ...last, count: last.count + span.count };
    } else {
      whole.push(span);
    }
  }
  return whole;
}
