import { expect, test } from "vitest";
import { LEVELS, type ScopeReading } from "../../../src/engine";
import { ScopeReadings } from "../../../src/review/scopes/scopeReadings.svelte";

const COUNTS: ScopeReading = { kind: "vectorscope", chroma: new Uint32Array(LEVELS * LEVELS), picture: "still" };

test("while a count is under way only the newest wish waits", async () => {
  const asked: string[] = [];
  const answers: (() => void)[] = [];
  const readings = new ScopeReadings((side, kind) => {
    asked.push(`${side} ${kind}`);
    return new Promise((resolve) => answers.push(() => resolve(COUNTS)));
  });
  readings.want([0], "waveform", false);
  readings.want([0], "parade", false);
  readings.want([1], "vectorscope", false);
  expect(asked).toEqual(["0 waveform"]);
  answers[0]?.();
  await expect.poll(() => asked).toEqual(["0 waveform", "1 vectorscope"]);
  answers[1]?.();
  await expect.poll(() => [...readings.counts.keys()]).toEqual([1]);
});

test("a side without a picture has no counts", async () => {
  const readings = new ScopeReadings(async (side) => (side === 0 ? null : COUNTS));
  readings.want([0, 1], "vectorscope", false);
  await expect.poll(() => [...readings.counts.keys()]).toEqual([1]);
});

test("after a picture that could not be read the next is counted", async () => {
  let isGone = true;
  const readings = new ScopeReadings(async () => {
    if (isGone) {
      throw new DOMException("The image source is detached.", "InvalidStateError");
    }
    return COUNTS;
  });
  readings.want([0], "vectorscope", false);
  await Promise.resolve();
  isGone = false;
  await expect
    .poll(() => {
      readings.want([0], "vectorscope", false);
      return readings.counts.size;
    })
    .toBe(1);
});
