import { expect, test } from "vitest";
import { frameAt, panned, showing, wholeFilm, xOf, zoomed } from "../../../src/review/timeline/timelineWindow";

test("a frame is found where it is drawn", () => {
  const window = { first: 1000, span: 200 };
  expect(xOf(window, 1050, 800)).toBe(200);
  expect(frameAt(window, 200, 800, 150_000)).toBe(1050);
});

test("a place past the end is the last frame", () => {
  expect(frameAt(wholeFilm(100), 900, 800, 100)).toBe(99);
});

test("zooming keeps the place where it is", () => {
  const before = { first: 0, span: 1000 };
  const after = zoomed(before, 0.5, 400, 1000);
  expect(after).toEqual({ first: 200, span: 500 });
  expect(xOf(after, 400, 800)).toBe(xOf(before, 400, 800));
});

test("zooming stops at single frames and at the whole film", () => {
  expect(zoomed({ first: 500, span: 30 }, 0.1, 510, 1000).span).toBe(12);
  expect(zoomed({ first: 500, span: 900 }, 10, 510, 1000)).toEqual({ first: 0, span: 1000 });
  expect(zoomed(wholeFilm(5), 0.5, 2, 5)).toEqual({ first: 0, span: 5 });
});

test("the window is moved inside the film", () => {
  expect(panned({ first: 100, span: 50 }, 30, 1000)).toEqual({ first: 130, span: 50 });
  expect(panned({ first: 100, span: 50 }, -300, 1000)).toEqual({ first: 0, span: 50 });
  expect(panned({ first: 100, span: 50 }, 3000, 1000)).toEqual({ first: 950, span: 50 });
});

test("the playhead is brought back into sight", () => {
  const window = { first: 0, span: 100 };
  expect(showing(window, 50, 1000)).toBe(window);
  expect(showing(window, 400, 1000)).toEqual({ first: 375, span: 100 });
  expect(showing(window, 999, 1000)).toEqual({ first: 900, span: 100 });
});
