import fc from "fast-check";
import { describe, expect, test } from "vitest";
import vectors from "../../../../tests/vectors/timebase.json";
import { FrameRate } from "../../../src/engine";
import { SpeakerCount } from "../../../src/engine/sound/speaker-count";
import { Take } from "../../../src/engine/sound/take";
import { Timeline } from "../../../src/engine/sound/timeline";
import { firstSample, samplesOf } from "../../../src/engine/time/sample-axis";

const RATES = [new FrameRate(24), new FrameRate(25), new FrameRate(24000, 1001), new FrameRate(30000, 1001)];
const rates = fc.constantFrom(...RATES);

/** A timeline between a machine and a sound that is half as fast. */
class Run {
  private machine = 0;
  readonly timeline = new Timeline(() => this.machine);

  take(act: string, by: number): void {
    const begin = this.machine;
    if (act === "hold") this.timeline.hold();
    else if (act === "release") this.timeline.release();
    else if (act === "follow") this.timeline.follow(() => (this.machine - begin) / 2);
    else this.machine += by;
  }
}

test.each(vectors.sounds)("frame $frame at $rate begins with sample $sample", ({ rate, frame, sample }) => {
  expect(firstSample(frame, FrameRate.parse(rate), 48000)).toBe(sample);
});

describe("the timeline", () => {
  test("stands while it is held, follows the sound, and goes on by the machine", () => {
    let [machine, heard] = [1000, 0];
    const timeline = new Timeline(() => machine);
    timeline.hold();
    machine = 1300;
    expect(timeline.now()).toBe(1000);
    timeline.follow(() => heard);
    machine = 1900;
    heard = 500;
    expect(timeline.now()).toBe(1500);
    timeline.release();
    machine = 2000;
    expect(timeline.now()).toBe(1600);
  });

  test("never goes back, whatever hands it passes through", () => {
    const steps = fc.array(
      fc.record({ act: fc.constantFrom("hold", "follow", "release", "wait"), by: fc.integer({ min: 0, max: 500 }) }),
    );
    fc.assert(
      fc.property(steps, (taken) => {
        const run = new Run();
        for (const { act, by } of taken) {
          const last = run.timeline.now();
          run.take(act, by);
          expect(run.timeline.now()).toBeGreaterThanOrEqual(last);
          expect(run.timeline.now() - last).toBeLessThanOrEqual(act === "wait" ? by : 0);
        }
      }),
    );
  });
});

describe("what the speaker counts", () => {
  const count = (contextFrame: number, played: number, isFlowing = true) => ({
    take: 1,
    contextFrame,
    played,
    isFlowing,
  });

  test("nothing is heard before the device has reached the first sample", () => {
    const speaker = new SpeakerCount();
    expect(speaker.heard(5000)).toBe(0);
    speaker.take(count(1000, 0));
    expect([speaker.heard(900), speaker.heard(1000), speaker.heard(1480)]).toEqual([0, 0, 480]);
  });

  test("counts in between change nothing", () => {
    const speaker = new SpeakerCount();
    speaker.take(count(1000, 0));
    speaker.take(count(3048, 2048));
    expect(speaker.heard(2000)).toBe(1000);
  });

  test("stands where the stream ran dry and goes on from there", () => {
    const speaker = new SpeakerCount();
    speaker.take(count(1000, 0));
    speaker.take(count(1500, 500, false));
    expect([speaker.heard(1400), speaker.heard(1700)]).toEqual([400, 500]);
    speaker.take(count(9000, 500));
    expect([speaker.heard(8900), speaker.heard(9010)]).toEqual([500, 510]);
  });
});

describe("a take", () => {
  test("without a loop counts on from where it starts", () => {
    const take = new Take(96_000, null, new FrameRate(24), 48000);
    expect(take.run(0)).toEqual({ sample: 96_000, count: Number.POSITIVE_INFINITY });
    expect(take.run(480).sample).toBe(96_480);
  });

  test("begins again where the loop does", () => {
    const take = new Take(22 * 2000, { first: 20, end: 24 }, new FrameRate(24), 48000);
    expect(take.run(0)).toEqual({ sample: 44_000, count: 4000 });
    expect(take.run(4000)).toEqual({ sample: 40_000, count: 8000 });
    expect(take.run(12_000)).toEqual({ sample: 40_000, count: 8000 });
    expect(take.run(12_001)).toEqual({ sample: 40_001, count: 7999 });
  });

  test("behind the loop it goes on to the end", () => {
    const take = new Take(30 * 2000, { first: 20, end: 24 }, new FrameRate(24), 48000);
    expect(take.run(0).count).toBe(Number.POSITIVE_INFINITY);
  });

  test("is where the clock's new anchor is only when the loop began again", () => {
    const rate = new FrameRate(24);
    const take = new Take(40_000, { first: 20, end: 24 }, rate, 48000);
    expect(take.isAt(8000, 40_000, 96)).toBe(true);
    expect(take.isAt(7999, 40_000, 96)).toBe(true);
    expect(take.isAt(6000, 40_000, 96)).toBe(false);
  });

  test("after any number of passes is never more than a sample from the clock", () => {
    const loops = fc.record({
      rate: rates,
      first: fc.nat(10_000),
      frames: fc.integer({ min: 1, max: 500 }),
      pass: fc.nat(20_000),
      inside: fc.nat(499),
    });
    fc.assert(
      fc.property(loops, ({ rate, first, frames, pass, inside }) => {
        const loop = { first, end: first + frames };
        const take = new Take(firstSample(first, rate, 48000), loop, rate, 48000);
        const frame = inside % frames;
        const place = Math.round(samplesOf(pass * frames + frame, rate, 48000));
        expect(take.isAt(place, firstSample(first + frame, rate, 48000), 2)).toBe(true);
      }),
    );
  });

  test("leaves out no place of the stream", () => {
    const places = fc.record({ rate: rates, frames: fc.integer({ min: 1, max: 30 }), place: fc.nat(2_000_000) });
    fc.assert(
      fc.property(places, ({ rate, frames, place }) => {
        const take = new Take(firstSample(7, rate, 48000), { first: 7, end: 7 + frames }, rate, 48000);
        const { sample, count } = take.run(place);
        expect(count).toBeGreaterThan(0);
        expect(take.run(place + count).sample).toBe(firstSample(7, rate, 48000));
        expect(sample).toBeGreaterThanOrEqual(firstSample(7, rate, 48000));
        expect(sample).toBeLessThanOrEqual(firstSample(7 + frames, rate, 48000));
      }),
    );
  });
});
