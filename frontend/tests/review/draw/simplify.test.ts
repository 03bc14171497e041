import fc from "fast-check";
import { expect, test } from "vitest";
import { distanceTo, simplified } from "../../../src/review/draw/simplify";

const at = (x: number, y: number) => ({ x, y });
const point = fc.record({
  x: fc.double({ min: 0, max: 900, noNaN: true }),
  y: fc.double({ min: 0, max: 600, noNaN: true }),
});

test("points on a straight line are left out, corners stay", () => {
  const line = [at(0, 0), at(5, 0.1), at(10, 0), at(10, 6), at(10.2, 9), at(10, 12)];
  expect(simplified(line, 100)).toEqual([at(0, 0), at(10, 0), at(10, 12)]);
});

test("both ends stay and all kept points were drawn, in their order", () => {
  fc.assert(
    fc.property(fc.array(point, { minLength: 2, maxLength: 120 }), fc.integer({ min: 2, max: 30 }), (line, most) => {
      const kept = simplified(line, most);
      expect(kept.length).toBeLessThanOrEqual(most);
      expect([kept[0], kept.at(-1)]).toEqual([line[0], line.at(-1)]);
      expect(line.filter((one) => kept.includes(one))).toEqual(kept);
    }),
  );
});

test("no drawn point lies farther than three quarters of a unit from the line that is kept", () => {
  const wave = Array.from({ length: 300 }, (_, x) => at(x, 40 * Math.sin(x / 20)));
  const kept = simplified(wave, 200);
  expect(kept.length).toBeLessThan(60);
  for (const drawn of wave) {
    const away = kept.slice(1).map((to, index) => distanceTo(drawn, kept[index] ?? to, to));
    expect(Math.min(...away)).toBeLessThanOrEqual(0.75);
  }
});
