import { expect, test } from "vitest";
import { DoubleTap } from "../../src/review/stage/doubleTap";

function tap(taps: DoubleTap, x: number, y: number, at: number): boolean {
  taps.down({ x, y, at });
  return taps.up({ x, y, at: at + 60 });
}

test("two quick taps at one place are a double tap, and a third begins anew", () => {
  const taps = new DoubleTap();
  expect([0, 200, 400, 600].map((at) => tap(taps, 100, 100, at))).toEqual([false, true, false, true]);
});

test("slow taps, or taps far from each other, are two taps", () => {
  expect([0, 900].map((at) => tap(new DoubleTap(), 100, 100, at))).toEqual([false, false]);
  const taps = new DoubleTap();
  expect([tap(taps, 100, 100, 0), tap(taps, 200, 100, 200)]).toEqual([false, false]);
});

test("a drag is no tap", () => {
  const taps = new DoubleTap();
  tap(taps, 100, 100, 0);
  taps.down({ x: 100, y: 100, at: 150 });
  expect(taps.up({ x: 160, y: 100, at: 250 })).toBe(false);
});

test("lifting two fingers of a pinch is no tap", () => {
  const taps = new DoubleTap();
  tap(taps, 100, 100, 0);
  taps.down({ x: 90, y: 100, at: 150 });
  taps.down({ x: 110, y: 100, at: 160 });
  expect(taps.up({ x: 110, y: 100, at: 200 })).toBe(false);
  expect(taps.up({ x: 90, y: 100, at: 210 })).toBe(false);
  expect(tap(taps, 100, 100, 260)).toBe(false);
});
