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

/** Return the part of a stretch that a change is about: all of it, or from a frame on. */
export function partOf(stretch: MapStretch, frame: number, isFromHere: boolean): MapStretch {
  return isFromHere ? { ...stretch, first: frame } : stretch;
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
