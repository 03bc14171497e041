import fc from "fast-check";
import { expect, test } from "vitest";
import { SampleRing } from "../../../src/engine/sound/sample-ring";

test("one channel goes to both, and silence follows the last sample", () => {
  const ring = new SampleRing(8);
  expect(ring.write([Float32Array.of(1, 2, 3)])).toBe(3);
  const output = [new Float32Array(4).fill(9), new Float32Array(4).fill(9)];
  expect(ring.read(output)).toBe(3);
  expect(output.map((channel) => [...channel])).toEqual([
    [1, 2, 3, 0],
    [1, 2, 3, 0],
  ]);
});

test("takes no more than it has room for", () => {
  const ring = new SampleRing(2);
  expect(ring.write([Float32Array.of(1, 2, 3), Float32Array.of(4, 5, 6)])).toBe(2);
  expect(ring.length).toBe(2);
  ring.clear();
  expect(ring.read([new Float32Array(2), new Float32Array(2)])).toBe(0);
});

test("what comes out is what went in, in order, however it is cut", () => {
  const steps = fc.array(fc.record({ isWrite: fc.boolean(), count: fc.integer({ min: 1, max: 40 }) }), {
    maxLength: 200,
  });
  fc.assert(
    fc.property(steps, fc.integer({ min: 1, max: 64 }), (taken, capacity) => {
      const ring = new SampleRing(capacity);
      let [written, read] = [0, 0];
      for (const { isWrite, count } of taken) {
        if (isWrite) {
          const samples = Float32Array.from({ length: count }, (_, index) => written + index + 1);
          written += ring.write([samples, samples.map((value) => -value)]);
        } else {
          const output = [new Float32Array(count), new Float32Array(count)];
          const got = ring.read(output);
          expect(got).toBe(Math.min(count, written - read));
          const expected = Array.from({ length: count }, (_, index) => (index < got ? read + index + 1 : 0));
          expect([...(output[0] ?? [])]).toEqual(expected);
          expect([...(output[1] ?? [])].map(Math.abs)).toEqual(expected);
          read += got;
        }
        expect(ring.length).toBe(written - read);
      }
    }),
  );
});
