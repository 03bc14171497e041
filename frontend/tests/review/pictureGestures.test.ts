import { afterEach, expect, test, vi } from "vitest";
import { PictureGestures, type Wheel } from "../../src/review/stage/pictureGestures";

afterEach(() => vi.unstubAllGlobals());

/** What is done to the picture, in words. */
function handsOn() {
  const done: string[] = [];
  const gestures = new PictureGestures({
    zoomAt: (direction) => void done.push(direction > 0 ? "closer" : "wider"),
    zoomBy: (factor, x, y) => void done.push(`by ${factor.toFixed(2)} at ${x},${y}`),
    pan: (x, y) => void done.push(`pan ${x},${y}`),
  });
  return { done, gestures };
}

const turn = (deltaY: number, timeStamp: number, more: Partial<Wheel> = {}): Wheel => ({
  deltaY,
  deltaMode: 0,
  ctrlKey: false,
  timeStamp,
  offsetX: 10,
  offsetY: 20,
  preventDefault: () => undefined,
  ...more,
});

test.each([
  ["pixels", 100, 0],
  ["few pixels, as a scaled screen sends", 50, 0],
  ["lines", 3, 1],
])("a notch of %s is a step", (_case, delta, deltaMode) => {
  const { done, gestures } = handsOn();
  gestures.wheel(turn(-delta, 0, { deltaMode }));
  gestures.wheel(turn(-delta, 1000, { deltaMode }));
  expect(done).toEqual(["closer", "closer"]);
});

test("a swipe on a trackpad, sixty small turns, is a few steps", () => {
  const { done, gestures } = handsOn();
  for (let index = 0; index < 60; index += 1) {
    gestures.wheel(turn(-5, 16 * index));
  }
  expect(done).toEqual(["closer", "closer", "closer"]);
});

test("whoever turns back goes back at once", () => {
  const { done, gestures } = handsOn();
  gestures.wheel(turn(-20, 0));
  gestures.wheel(turn(20, 16));
  expect(done).toEqual(["closer", "wider"]);
});

test("two fingers on a trackpad zoom evenly", () => {
  const { done, gestures } = handsOn();
  gestures.wheel(turn(-10, 0, { ctrlKey: true }));
  gestures.wheel(turn(-10, 8, { ctrlKey: true }));
  expect(done).toEqual(["by 1.11 at 10,20", "by 1.11 at 10,20"]);
});

test("two fingers on a screen zoom and move, one moves", () => {
  vi.stubGlobal("Element", class {});
  const { done, gestures } = handsOn();
  const finger = (pointerId: number, offsetX: number) => ({ pointerId, offsetX, offsetY: 0, currentTarget: null });
  gestures.down(finger(1, 0));
  gestures.move(finger(1, 10));
  gestures.down(finger(2, 110));
  gestures.move(finger(2, 160));
  gestures.up(finger(2, 160));
  gestures.move(finger(1, 15));
  expect(done).toEqual(["pan 10,0", "by 1.50 at 85,0", "pan 25,0", "pan 5,0"]);
});
