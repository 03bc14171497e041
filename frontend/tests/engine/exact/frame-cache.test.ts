import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FrameCache } from "../../../src/engine/exact/frame-cache";
import type { PlanarPicture } from "../../../src/engine/picture";

const picture = (frame: number): PlanarPicture => ({
  kind: "planar",
  frame,
  width: 4,
  height: 2,
  data: new Uint8Array(12),
});

describe("the frame cache", () => {
  test("keeps to its bytes by giving up what lies furthest", () => {
    const cache = new FrameCache(36);
    cache.focus(50, 0);
    for (const frame of [10, 11, 12, 50]) cache.put(1, picture(frame));
    expect([10, 11, 12, 50].filter((frame) => cache.has(1, frame))).toEqual([11, 12, 50]);
    expect(cache.bytes).toBe(36);
  });

  test("gives up what was played before what is to come", () => {
    const forward = new FrameCache(36);
    forward.focus(50, 1);
    for (const frame of [45, 55, 58, 50]) forward.put(1, picture(frame));
    expect(forward.has(1, 45)).toBe(false);
    const reverse = new FrameCache(36);
    reverse.focus(50, -1);
    for (const frame of [45, 42, 55, 50]) reverse.put(1, picture(frame));
    expect(reverse.has(1, 55)).toBe(false);
  });

  test("gives up a frame on all sides together", () => {
    const cache = new FrameCache(48);
    for (const frame of [0, 9]) for (const lane of [1, 2]) cache.put(lane, picture(frame));
    cache.put(1, picture(1));
    expect([cache.has(1, 9), cache.has(2, 9), cache.has(1, 0), cache.has(2, 0)]).toEqual([false, false, true, true]);
    expect(cache.bytes).toBe(36);
  });

  test("gives up what nobody plans for before what somebody does, on the other side too", () => {
    const cache = new FrameCache(48);
    cache.focus(0, 0, (lane, frame) => lane === 1 && frame >= 5);
    for (const frame of [1, 5, 9]) cache.put(1, picture(frame));
    cache.put(2, picture(5));
    cache.put(1, picture(6));
    expect([cache.has(1, 9), cache.has(1, 6), cache.has(1, 5), cache.has(2, 5), cache.has(1, 1)]).toEqual([
      true,
      true,
      true,
      false,
      true,
    ]);
  });

  test("counts a frame that comes twice once", () => {
    const cache = new FrameCache(36);
    cache.put(1, picture(1));
    cache.put(1, picture(1));
    expect(cache.bytes).toBe(12);
  });

  test("forgets a side and nothing else", () => {
    const cache = new FrameCache(360);
    for (const lane of [1, 2]) for (const frame of [0, 1]) cache.put(lane, picture(frame));
    cache.drop(1);
    expect([cache.has(1, 0), cache.has(2, 0), cache.bytes]).toEqual([false, true, 24]);
  });

  test("never exceeds its budget by more than one frame of all sides, and knows its bytes", () => {
    const puts = fc.array(fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 0, max: 60 })), { maxLength: 80 });
    fc.assert(
      fc.property(puts, fc.integer({ min: 0, max: 60 }), fc.constantFrom(-1, 0, 1), (order, playhead, direction) => {
        const cache = new FrameCache(120);
        cache.focus(playhead, direction);
        for (const [lane, frame] of order) cache.put(lane, picture(frame));
        let held = 0;
        for (let frame = 0; frame <= 60; frame += 1) {
          for (let lane = 1; lane <= 4; lane += 1) held += cache.has(lane, frame) ? 12 : 0;
        }
        expect(cache.bytes).toBe(held);
        expect(held).toBeLessThanOrEqual(120);
      }),
    );
  });
});
