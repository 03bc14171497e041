import { beforeAll, expect, test, vi } from "vitest";
import { TimelineGestures } from "../../../src/review/timeline/timelineGestures";

// Nothing is captured here: the tests run without a page.
beforeAll(() => vi.stubGlobal("Element", class {}));

function gesturing(): { gestures: TimelineGestures; done: unknown[][] } {
  const done: unknown[][] = [];
  const gestures = new TimelineGestures({
    scrub: (x, _y, isPress) => done.push(["scrub", x, isPress]),
    pan: (pixels) => done.push(["pan", pixels]),
    zoom: (factor, x) => done.push(["zoom", factor, x]),
  });
  return { gestures, done };
}

const finger = (pointerId: number, offsetX: number, button = 0) =>
  ({ pointerId, offsetX, offsetY: 0, button }) as PointerEvent;
const wheel = (deltaX: number, deltaY: number, shiftKey = false) =>
  ({ deltaX, deltaY, deltaMode: 0, shiftKey, offsetX: 50, preventDefault: () => undefined }) as unknown as WheelEvent;

test("one finger scrubs", () => {
  const { gestures, done } = gesturing();
  gestures.down(finger(1, 100));
  gestures.move(finger(1, 120));
  gestures.up(finger(1, 120));
  gestures.move(finger(1, 140));
  expect(done).toEqual([
    ["scrub", 100, true],
    ["scrub", 120, false],
  ]);
});

test("two fingers zoom between them, and the one that stays behind does not scrub", () => {
  const { gestures, done } = gesturing();
  gestures.down(finger(1, 100));
  gestures.down(finger(2, 200));
  gestures.move(finger(2, 300));
  gestures.up(finger(2, 300));
  gestures.move(finger(1, 110));
  expect(done).toEqual([
    ["scrub", 100, true],
    ["pan", 50],
    ["zoom", 0.5, 200],
    ["pan", 10],
  ]);
});

test("the middle button moves the film", () => {
  const { gestures, done } = gesturing();
  gestures.down(finger(1, 100, 1));
  gestures.move(finger(1, 90, 1));
  expect(done).toEqual([["pan", -10]]);
});

test("a wheel zooms, sideways or with shift it moves", () => {
  const { gestures, done } = gesturing();
  gestures.wheel(wheel(0, -120));
  gestures.wheel(wheel(40, 10));
  gestures.wheel(wheel(0, 30, true));
  expect(done).toEqual([
    ["zoom", 0.8, 50],
    ["pan", -40],
    ["pan", -30],
  ]);
});

test("twenty small turns of a trackpad zoom as far as a notch of a wheel", () => {
  const { gestures, done } = gesturing();
  for (let turn = 0; turn < 20; turn += 1) {
    gestures.wheel(wheel(0, 5));
  }
  const factor = done.reduce((product, [, by]) => product * Number(by), 1);
  expect(factor).toBeCloseTo(1 / 0.8, 9);
});
