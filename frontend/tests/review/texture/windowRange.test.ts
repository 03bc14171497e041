import { expect, test } from "vitest";
import { ofFilm, ofSide, unitBox, windowRange } from "../../../src/review/texture/windowRange";

test("a loop is what is looked at, ten seconds of it at most", () => {
  expect(windowRange({ first: 100, end: 160 }, 130, 1000, 24)).toEqual({ first: 100, end: 160 });
  expect(windowRange({ first: 100, end: 900 }, 130, 1000, 24)).toEqual({ first: 100, end: 340 });
  expect(windowRange({ first: 0, end: 900 }, 0, 1000, 24000 / 1001)).toEqual({ first: 0, end: 239 });
});

test("without a loop it is two seconds from here, or the last two of the film", () => {
  expect(windowRange(null, 130, 1000, 24)).toEqual({ first: 130, end: 178 });
  expect(windowRange(null, 990, 1000, 25)).toEqual({ first: 950, end: 1000 });
  expect(windowRange(null, 5, 20, 24)).toEqual({ first: 0, end: 20 });
});

test("the part asked for is never smaller than what is seen", () => {
  expect(unitBox({ x: 0, y: 0, width: 640, height: 480 }, { width: 640, height: 480 })).toEqual({
    x: 0,
    y: 0,
    width: 65536,
    height: 65536,
  });
  const size = { width: 1999, height: 1501 };
  const { x, y, width, height } = unitBox({ x: 333, y: 77, width: 901, height: 1000 }, size);
  expect((x * size.width) / 65536).toBeLessThanOrEqual(333);
  expect((y * size.height) / 65536).toBeLessThanOrEqual(77);
  expect(((x + width) * size.width) / 65536).toBeGreaterThanOrEqual(333 + 901);
  expect(((y + height) * size.height) / 65536).toBeGreaterThanOrEqual(77 + 1000);
});

test("a picture that is fitted into the film's is asked for the part that lies where the film's is seen", () => {
  // A 4:3 copy in the middle of a 16:9 film: the left quarter of the film is half beside it.
  const fit = { x: 0.125, y: 0, width: 0.75, height: 1 };
  const middle = { x: 16384, y: 16384, width: 32768, height: 32768 };
  expect(ofSide(middle, fit)).toEqual({ x: 10922, y: 16384, width: 43692, height: 32768 });
  expect(ofFilm({ x: 0, y: 0, width: 65536, height: 65536 }, fit)).toEqual({
    x: 8192,
    y: 0,
    width: 49152,
    height: 65536,
  });
  expect(ofSide({ x: 0, y: 0, width: 16384, height: 65536 }, fit)).toEqual({ x: 0, y: 0, width: 10923, height: 65536 });
  expect(ofSide({ x: 0, y: 0, width: 4096, height: 65536 }, fit)).toEqual({ x: 0, y: 0, width: 65536, height: 65536 });
  expect([ofSide(middle, null), ofFilm(middle, null)]).toEqual([middle, middle]);
});
