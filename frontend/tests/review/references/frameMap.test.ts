import { describe, expect, test } from "vitest";
import type { MappedSpan } from "../../../src/api/types";
import { mapped, partAt, referenceFrame, stretchAt } from "../../../src/review/references/frameMap";

const span = (first: number, count: number, reference_first: number): MappedSpan => ({ first, count, reference_first });
const LENGTHS = { film: 100, reference: 110 };
const SPANS = [span(10, 30, 15), span(40, 20, 50)];

test("every film frame lies in a span or in a gap", () => {
  expect([0, 9, 10, 39, 40, 59, 60, 99].map((frame) => referenceFrame(SPANS, frame, 100))).toEqual([
    null,
    null,
    15,
    44,
    50,
    69,
    null,
    null,
  ]);
  expect(stretchAt(SPANS, 5, 100)).toEqual({ first: 0, end: 10, offset: null });
  expect(stretchAt(SPANS, 12, 100)).toEqual({ first: 10, end: 40, offset: 5 });
  expect(stretchAt(SPANS, 75, 100)).toEqual({ first: 60, end: 100, offset: null });
  expect(stretchAt([], 3, 100)).toEqual({ first: 0, end: 100, offset: null });
});

describe("a map is changed", () => {
  const at = (frame: number, isFromHere = false) => partAt(SPANS, frame, isFromHere, LENGTHS);

  test("for the whole stretch around a frame", () => {
    expect(mapped(SPANS, at(12), 6, LENGTHS)).toEqual([span(10, 30, 16), span(40, 20, 50)]);
  });

  test("from a frame on, to the end of its stretch", () => {
    expect(mapped(SPANS, at(30, true), 6, LENGTHS)).toEqual([span(10, 20, 15), span(30, 10, 36), span(40, 20, 50)]);
  });

  test("into a gap", () => {
    expect(mapped(SPANS, at(20, true), null, LENGTHS)).toEqual([span(10, 10, 15), span(40, 20, 50)]);
  });

  test("from a gap", () => {
    expect(mapped(SPANS, at(5), 5, LENGTHS)).toEqual([span(0, 40, 5), span(40, 20, 50)]);
  });

  test("only as far as the reference has frames", () => {
    expect(mapped(SPANS, at(12), -20, LENGTHS)).toEqual([span(20, 20, 0), span(40, 20, 50)]);
    expect(mapped(SPANS, at(70), 40, LENGTHS)).toEqual([...SPANS, span(60, 10, 100)]);
    expect(mapped(SPANS, at(45), 200, LENGTHS)).toEqual([span(10, 30, 15)]);
  });

  test("and again where the reference's ends had cut it off", () => {
    const begins = [span(20, 20, 0), span(50, 20, 90)];
    expect(mapped(begins, partAt(begins, 30, false, LENGTHS), -10, LENGTHS)).toEqual([
      span(10, 30, 0),
      span(50, 20, 90),
    ]);
    expect(mapped(begins, partAt(begins, 60, false, LENGTHS), 20, LENGTHS)).toEqual([
      span(20, 20, 0),
      span(50, 40, 70),
    ]);
    expect(mapped(begins, partAt(begins, 60, true, LENGTHS), 10, LENGTHS)).toEqual([
      span(20, 20, 0),
      span(50, 10, 90),
      span(60, 40, 70),
    ]);
  });

  test("back into one where it goes on", () => {
    expect(mapped(SPANS, at(45), 5, LENGTHS)).toEqual([span(10, 50, 15)]);
  });
});
