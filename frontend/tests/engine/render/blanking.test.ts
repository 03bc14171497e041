import { expect, test } from "vitest";
import { projected } from "../../../src/engine/render/blanking";

const ACADEMY = { x: 10, y: 20, width: 1370, height: 1000 };

test("a wider aperture blanks above and below", () => {
  const { x, y, width, height } = projected(ACADEMY, 1.85);
  expect([x, width]).toEqual([10, 1370]);
  expect(height).toBeCloseTo(1370 / 1.85);
  expect(y - 20).toBeCloseTo((1000 - height) / 2);
});

test("a narrower one blanks left and right", () => {
  expect(projected(ACADEMY, 1.33)).toEqual({ x: 30, y: 20, width: 1330, height: 1000 });
});
