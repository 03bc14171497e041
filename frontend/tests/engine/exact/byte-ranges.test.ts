import fc from "fast-check";
import { expect, test } from "vitest";
import { ByteRanges } from "../../../src/engine/exact/byte-ranges";

const range = fc
  .tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 1, max: 12 }))
  .map(([from, length]) => ({ from, to: from + length }));

test("ranges know the bytes that were added, and what is missing of others", () => {
  fc.assert(
    fc.property(fc.array(range, { maxLength: 12 }), range, (added, asked) => {
      const ranges = new ByteRanges();
      const bytes = new Set<number>();
      for (const { from, to } of added) {
        ranges.add({ from, to });
        for (let byte = from; byte < to; byte += 1) bytes.add(byte);
      }
      const absent = [];
      for (let byte = asked.from; byte < asked.to; byte += 1) if (!bytes.has(byte)) absent.push(byte);
      const [first] = absent;
      const missing = first === undefined ? null : { from: first, to: (absent.at(-1) ?? first) + 1 };
      expect(ranges.count).toBe(bytes.size);
      expect(ranges.has(asked)).toBe(missing === null);
      expect(ranges.missing(asked)).toEqual(missing);
    }),
  );
});
