import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Backoff } from "../../src/engine/backoff";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function resting() {
  const wakes = vi.fn();
  return { wakes, backoff: new Backoff(wakes, () => Date.now()) };
}

test("what failed rests longer each time, and wakes its owner", () => {
  const { wakes, backoff } = resting();
  const rests: number[] = [];
  for (let failure = 0; failure < 6; failure += 1) {
    const began = Date.now();
    backoff.failed("a", false);
    while (backoff.isResting("a")) vi.advanceTimersByTime(500);
    rests.push(Date.now() - began);
  }
  expect(rests).toEqual([1000, 2000, 4000, 8000, 15000, 15000]);
  expect(wakes).toHaveBeenCalledTimes(6);
});

test("success starts it again from the first rest", () => {
  const { backoff } = resting();
  backoff.failed("a", false);
  backoff.succeeded("a");
  expect(backoff.isResting("a")).toBe(false);
  backoff.failed("a", false);
  vi.advanceTimersByTime(1000);
  expect(backoff.isResting("a")).toBe(false);
});

test("the hopeless rests until somebody wakes it", () => {
  const { wakes, backoff } = resting();
  backoff.failed("a", true);
  vi.advanceTimersByTime(3_600_000);
  expect([backoff.isResting("a"), wakes.mock.calls.length]).toEqual([true, 0]);
  backoff.wake();
  expect([backoff.isResting("a"), wakes.mock.calls.length]).toEqual([false, 1]);
});
