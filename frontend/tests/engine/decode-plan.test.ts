import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { planDecoding, planFetching, planTogether } from "../../src/engine/exact/decode-plan";
import { FrameCache } from "../../src/engine/exact/frame-cache";
import type { PlanarPicture } from "../../src/engine/picture";
import { type Gop, isGop, SideAxis } from "../../src/engine/side-axis";
import type { Wish } from "../../src/engine/wish";
import { manifestOf } from "./manifests";

const AXIS = new SideAxis(manifestOf([48, 30, 1, 17, -20, 48, 48]), "540p");

const STILL: Wish = {
  frame: 0,
  direction: 0,
  heading: 1,
  first: 0,
  end: AXIS.frameCount,
  loops: false,
  speed: 1,
  epoch: 0,
  glimpse: false,
};
const stretchAt = (frame: number) => AXIS.stretchAt(frame);
const ranges = (gops: readonly Gop[]) => gops.map((gop) => [gop.first, gop.end]);

function plan(wish: Partial<Wish>, held: Iterable<number> = [], capacity = 200): number[][] {
  const cached = new Set(held);
  const has = (frame: number) => cached.has(frame);
  return ranges(planDecoding({ wish: { ...STILL, ...wish }, capacity, stretchAt, has }).gops);
}

describe("paused", () => {
  test("the target's group comes first, then later and earlier neighbours", () => {
    expect(plan({ frame: 30 })).toEqual([
      [24, 36],
      [36, 48],
      [48, 60],
      [60, 72],
      [12, 24],
      [0, 12],
    ]);
  });

  test("more is made ready where the playhead was going, and the group before it in any case", () => {
    expect(plan({ frame: 60, heading: -1 })).toEqual([
      [60, 72],
      [48, 60],
      [36, 48],
      [24, 36],
      [72, 78],
      [78, 79],
      [79, 91],
    ]);
  });

  test("what is held is not decoded again", () => {
    expect(plan({ frame: 30 }, [24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35])).toEqual([
      [36, 48],
      [48, 60],
      [60, 72],
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
      expect(total).toBeLessThanOrEqual(Math.max(capacity, 12));
    }),
  );
});

describe("a standing playhead", () => {
  const OTHER = new SideAxis(manifestOf([30, 18, 48, 20, -3, 41, 52]), "540p");

  /** Decode what is planned on all sides until nothing is, at most this often; returns how often something was. */
  function settle(cache: FrameCache, wish: Wish, sides: readonly SideAxis[], capacity: number, most: number): number {
    for (let turn = 0; turn < most; turn += 1) {
      const plans = sides.map((axis, lane) =>
        planDecoding({ wish, capacity, stretchAt: (at) => axis.stretchAt(at), has: (at) => cache.has(lane, at) }),
      );
      cache.focus(
        wish.frame,
        wish.direction,
        (lane, at) => plans[lane]?.kept.some(({ first, end }) => at >= first && at < end) ?? false,
      );
      if (plans.every(({ gops }) => gops.length === 0)) return turn;
      plans.forEach(({ gops }, lane) => {
        for (const { first, end } of gops.slice(0, 1)) for (let at = first; at < end; at += 1) cache.put(lane, dot(at));
      });
    }
    return most;
  }

  const dot = (frame: number): PlanarPicture => ({
    kind: "planar",
    frame,
    width: 1,
    height: 1,
    data: new Uint8Array(1),
  });

  test("asks for nothing more once its neighbourhood is decoded, wherever it came from", () => {
    const frames = fc.integer({ min: 0, max: AXIS.frameCount - 1 });
    const headings = fc.constantFrom<(-1 | 1)[]>(-1, 1);
    const visits = fc.array(fc.tuple(frames, headings), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(visits, fc.integer({ min: 1, max: 120 }), fc.boolean(), (places, capacity, areTwo) => {
        const sides = areTwo ? [AXIS, OTHER] : [AXIS];
        const cache = new FrameCache(capacity * sides.length);
        for (const [frame, heading] of places) {
          expect(settle(cache, { ...STILL, frame, heading }, sides, capacity, 30)).toBeLessThan(30);
          const isHeld = sides.every((axis, lane) => !isGop(axis.stretchAt(frame)) || cache.has(lane, frame));
          expect(isHeld).toBe(true);
        }
      }),
    );
  });
});

describe("several sides", () => {
  const gop = (first: number): Gop => {
    const stretch = AXIS.stretchAt(first);
    if (!isGop(stretch)) throw new Error(`no group at ${first}`);
    return stretch;
  };
  const forward: Wish = { ...STILL, frame: 5, direction: 1 };

  test("none runs far ahead of the slowest", () => {
    const slow = [gop(12), gop(24), gop(36)];
    const fast = [gop(48), gop(60)];
    expect(planTogether([slow, fast], forward).map(ranges)).toEqual([
      [
        [12, 24],
        [24, 36],
        [36, 48],
      ],
      [],
    ]);
  });

  test("one that needs nothing does not hold the other back", () => {
    expect(planTogether([[], [gop(36), gop(60)]], forward).map(ranges)).toEqual([
      [],
      [
        [36, 48],
        [60, 72],
      ],
    ]);
  });

  test("what comes round the end of a loop is further away than what lies before it", () => {
    const loop: Wish = { ...forward, frame: 40, first: 12, end: 96, loops: true };
    expect(planTogether([[gop(36), gop(12)]], loop).map(ranges)).toEqual([[[36, 48]]]);
  });
});

test("files are at hand beyond what is decoded, the nearest first", () => {
  const files = planFetching({ ...STILL, frame: 90 }, stretchAt).map((group) => group.file.digest);
  expect([...new Set(files)]).toEqual(["540p-79", "540p-116", "540p-164", "540p-78", "540p-48", "540p-0"]);
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

  test("a scan that has not the rung is shown from its nearest, and only what has no file is a gap", () => {
    const [large, small] = [manifestOf([24], [], ["540p", "1080p"]), manifestOf([24], [], ["540p"])];
    const gap = { ...small.segments[0], first: 48, files: [] } as (typeof small.segments)[0];
    const segments = [...large.segments, ...small.segments.map((one) => ({ ...one, first: 24 })), gap];
    const mixed = { ...large, frame_count: 72, segments };
    const rungs = (name: string) =>
      [0, 24, 48].map((frame) => {
        const stretch = new SideAxis(mixed, name).stretchAt(frame);
        return isGop(stretch) ? stretch.file.rung : null;
      });
    expect([rungs("1080p"), rungs("540p"), rungs("270p")]).toEqual([
      ["1080p", "540p", null],
      ["540p", "540p", null],
      ["540p", "540p", null],
    ]);
  });

  test("a manifest with a hole is refused", () => {
    const manifest = manifestOf([48, 48]);
    expect(() => new SideAxis({ ...manifest, segments: manifest.segments.slice(1) }, "540p")).toThrow(
      "manifest_broken",
    );
    expect(() => new SideAxis({ ...manifest, frame_count: 97 }, "540p")).toThrow("manifest_broken");
  });
});
