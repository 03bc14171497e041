import fc from "fast-check";
import { expect, test } from "vitest";
import type { CanvasPoint, CanvasSize } from "../../../src/engine";
import { wipeEdge, wipeLine, wipePart, wipePositionAt } from "../../../src/engine/render/wipe-edge";

const CANVAS = { width: 400, height: 200 };
const canvases = fc.record({ width: fc.integer({ min: 1, max: 8192 }), height: fc.integer({ min: 1, max: 8192 }) });
const angles = fc.integer({ min: 0, max: 359 });
const positions = fc.double({ min: 0, max: 1, noNaN: true });

function wipe(position: number, angle: number) {
  return { kind: "wipe", position, angle } as const;
}

function size(polygon: readonly CanvasPoint[]): number {
  const twice = polygon.reduce((sum, from, index) => {
    const to = polygon[(index + 1) % polygon.length] ?? from;
    return sum + from.x * to.y - to.x * from.y;
  }, 0);
  return twice / 2;
}

function parts(position: number, angle: number, canvas: CanvasSize): [number, number] {
  const edge = wipeEdge(wipe(position, angle), canvas);
  return [size(wipePart(edge, true, canvas)), size(wipePart(edge, false, canvas))];
}

test("upright, the first side is left of the edge; level, above it", () => {
  expect(wipeEdge(wipe(0.25, 0), CANVAS)).toEqual({ normal: { x: 1, y: 0 }, offset: 100 });
  expect(wipeEdge(wipe(0.25, 90), CANVAS)).toEqual({ normal: { x: 0, y: 1 }, offset: 50 });
  expect(wipePart(wipeEdge(wipe(0.25, 0), CANVAS), true, CANVAS)).toEqual([
    { x: 0, y: 0 },
    { x: 100, y: 0 },
    { x: 100, y: 200 },
    { x: 0, y: 200 },
  ]);
  expect(wipeLine(wipeEdge(wipe(0.25, 90), CANVAS), CANVAS)).toEqual([
    { x: 400, y: 50 },
    { x: 0, y: 50 },
  ]);
});

test("at its ends one side fills the canvas, at any angle", () => {
  fc.assert(
    fc.property(angles, canvases, (angle, canvas) => {
      const whole = canvas.width * canvas.height;
      expect(parts(0, angle, canvas)[0]).toBeLessThan(whole * 1e-6);
      expect(parts(1, angle, canvas)[1]).toBeLessThan(whole * 1e-6);
    }),
  );
});

test("both parts together are the canvas, and the first only grows", () => {
  fc.assert(
    fc.property(positions, positions, angles, canvases, (one, other, angle, canvas) => {
      const whole = canvas.width * canvas.height;
      const [less, more] = [Math.min(one, other), Math.max(one, other)].map((at) => parts(at, angle, canvas));
      expect(((less?.[0] ?? 0) + (less?.[1] ?? 0)) / whole).toBeCloseTo(1, 6);
      expect((more?.[0] ?? 0) - (less?.[0] ?? 0)).toBeGreaterThanOrEqual(-whole * 1e-6);
    }),
  );
});

test("the edge goes through the point that it is dragged to", () => {
  fc.assert(
    fc.property(positions, positions, angles, (across, down, angle) => {
      const point = { x: across * CANVAS.width, y: down * CANVAS.height };
      const { normal, offset } = wipeEdge(wipe(wipePositionAt(point, angle, CANVAS), angle), CANVAS);
      expect(normal.x * point.x + normal.y * point.y).toBeCloseTo(offset, 6);
    }),
  );
});

test("half a turn changes the sides over", () => {
  fc.assert(
    fc.property(positions, angles, (position, angle) => {
      const [first, second] = parts(position, angle, CANVAS);
      const [turnedFirst, turnedSecond] = parts(1 - position, angle + 180, CANVAS);
      expect(turnedFirst).toBeCloseTo(second, 3);
      expect(turnedSecond).toBeCloseTo(first, 3);
    }),
  );
});
