import { expect, test } from "vitest";
import { DropWatch } from "../../src/engine/drop-watch";

/** Play at 24 frames a second and drop this share of them; returns the seconds at which it was called late. */
function play(seconds: number, share: number, watch = new DropWatch(), from = 0): number[] {
  const late: number[] = [];
  for (let tick = 0; tick <= seconds * 10; tick += 1) {
    const now = from + tick * 100;
    if (watch.isLate(now, true, Math.floor((now / 1000) * 24 * share), 24)) late.push(Math.round(tick / 10));
  }
  return late;
}

test("most frames left out over four seconds are too many, again after each four seconds", () => {
  expect(play(9, 0.7)).toEqual([4, 8]);
});

test("some frames left out are what video elements do", () => {
  expect(play(20, 0.4)).toEqual([]);
});

test("play that was broken off is not counted, nor what was left out before it", () => {
  const watch = new DropWatch();
  watch.isLate(0, true, 0, 24);
  watch.isLate(3000, true, 60, 24);
  expect(watch.isLate(3500, false, 70, 24)).toBe(false);
  expect(watch.isLate(9000, true, 70, 24)).toBe(false);
  expect(watch.isLate(13_000, true, 80, 24)).toBe(false);
});
