import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { planDecoding } from "../../src/engine/exact/decode-plan";
import { FrameCache } from "../../src/engine/exact/frame-cache";
import type { PlanarPicture } from "../../src/engine/picture";
import { isGop, SideAxis } from "../../src/engine/side-axis";
import type { Wish } from "../../src/engine/wish";
import { manifestOf } from "./manifests";

const AXIS = new SideAxis(manifestOf([48, 30, 1, 17, -20, 48, 48]), "540p");

function plan(wish: Partial<Wish>, held: Iterable<number> = [], capacity = 200): number[][] {
  const cached = new Set(held);
  const whole = { first: 0, end: AXIS.frameCount, loops: false, speed: 1, epoch: 0, frame: 0, direction: 0 as const };
  const gops = planDecoding({
    wish: { ...whole, ...wish },
    capacity,
    stretchAt: (frame) => AXIS.stretchAt(frame),
    has: (frame) => cached.has(frame),
  });
  return gops.map((gop) => [gop.first, gop.end]);
}

describe("paused", () => {
  test("the target's group comes first, then later and earlier neighbours", () => {
    expect(plan({ frame: 30 })).toEqual([
      [24, 36],
      [36, 48],
      [48, 60],
      [12, 24],
      [0, 12],
    ]);
  });

  test("what is held is not decoded again", () => {
    expect(plan({ frame: 30 }, [24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35])).toEqual([
      [36, 48],
      [48, 60],
      [12, 24],
      [0, 12],
    ]);
  });
});

describe("playing", () => {
  test("goes ahead over segment borders and segments of one frame, round a gap", () => {
    expect(plan({ frame: 70, direction: 1 })).toEqual([
      [60, 72],
      [72, 78],
      [78, 79],
      [79, 91],
      [91, 96],
      [116, 128],
    ]);
  });

  test("goes back in reverse", () => {
    expect(plan({ frame: 79, direction: -1 }).slice(0, 3)).toEqual([
      [79, 91],
      [78, 79],
      [72, 78],
    ]);
  });

  test("goes on at the other end of a loop", () => {
    expect(plan({ frame: 40, direction: 1, first: 12, end: 48, loops: true })).toEqual([
      [36, 48],
      [12, 24],
      [24, 36],
    ]);
  });
});

test("the target's group is always in the plan, and the plan fits the cache", () => {
  const frames = fc.integer({ min: 0, max: AXIS.frameCount - 1 });
  const directions = fc.constantFrom<(-1 | 0 | 1)[]>(-1, 0, 1);
  fc.assert(
    fc.property(frames, directions, fc.integer({ min: 1, max: 300 }), (frame, direction, capacity) => {
      const planned = plan({ frame, direction }, [], capacity);
      const stretch = AXIS.stretchAt(frame);
      if (isGop(stretch)) expect(planned[0]).toEqual([stretch.first, stretch.end]);
      const total = planned.reduce((sum, [first = 0, end = 0]) => sum + end - first, 0);
      expect(total).toBeLessThanOrEqual(Math.floor(capacity / 2) + 3 * 12);
    }),
  );
});

describe("the axis", () => {
  test("every frame lies in exactly the stretch that is found for it", () => {
    for (let frame = 0; frame < AXIS.frameCount; frame += 1) {
      const stretch = AXIS.stretchAt(frame);
      expect(frame).toBeGreaterThanOrEqual(stretch.first);
      expect(frame).toBeLessThan(stretch.end);
    }
  });

  test("a segment that starts inside its file decodes from the key picture before", () => {
    const axis = new SideAxis(manifestOf([38, 48], [10]), "540p");
    expect(axis.stretchAt(0)).toMatchObject({ first: 0, end: 2, keyRank: 0, endRank: 12, origin: -10 });
    expect(axis.stretchAt(2)).toMatchObject({ first: 2, end: 14, keyRank: 12, endRank: 24, origin: -10 });
    expect(axis.stretchAt(37)).toMatchObject({ first: 26, end: 38, keyRank: 36, endRank: 48 });
  });

  test("a manifest with a hole is refused", () => {
    const manifest = manifestOf([48, 48]);
    expect(() => new SideAxis({ ...manifest, segments: manifest.segments.slice(1) }, "540p")).toThrow(
      "manifest_broken",
    );
    expect(() => new SideAxis({ ...manifest, frame_count: 97 }, "540p")).toThrow("manifest_broken");
  });
});

describe("the frame cache", () => {
  const picture = (frame: number): PlanarPicture => ({
    kind: "planar",
    frame,
    width: 4,
    height: 2,
    data: new Uint8Array(12),
  });

  test("keeps to its bytes by giving up what lies furthest", () => {
    const cache = new FrameCache(36);
    for (const frame of [10, 11, 12, 50]) cache.put(picture(frame), 50, 0);
    expect([10, 11, 12, 50].filter((frame) => cache.has(frame))).toEqual([11, 12, 50]);
    expect(cache.bytes).toBe(36);
  });

  test("gives up what was played before what is to come", () => {
    const cache = new FrameCache(36);
    for (const frame of [45, 55, 58, 50]) cache.put(picture(frame), 50, 1);
    expect(cache.has(45)).toBe(false);
    cache.clear();
    for (const frame of [45, 42, 55, 50]) cache.put(picture(frame), 50, -1);
    expect(cache.has(55)).toBe(false);
  });

  test("counts a frame that comes twice once", () => {
    const cache = new FrameCache(36);
    cache.put(picture(1), 1, 0);
    cache.put(picture(1), 1, 0);
    expect([cache.size, cache.bytes]).toEqual([1, 12]);
  });
});
