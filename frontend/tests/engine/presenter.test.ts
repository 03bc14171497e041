import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FrameRate } from "../../src/engine";
import { DECODED_AHEAD, ONE_BY_ONE, Presenter } from "../../src/engine/presenter";
import { Transport } from "../../src/engine/transport";

const due = (n: number) => (n * 1000) / 24;

function stage(held: number[] | "all", frames = 1000) {
  const transport = new Transport(frames, new FrameRate(24));
  const presenter = new Presenter(transport);
  const pictures = new Set(held === "all" ? Array.from({ length: frames }, (_, n) => n) : held);
  const decide = (now: number) => presenter.decide(now, (frame) => pictures.has(frame));
  return { transport, presenter, pictures, decide };
}

describe("paused", () => {
  test("draws the asked frame once, and only when every side holds it", () => {
    const { transport, pictures, decide } = stage([0]);
    expect(decide(0)).toBe(0);
    expect(decide(10)).toBeNull();
    transport.seek(20, 7);
    expect(decide(20)).toBeNull();
    pictures.add(6).add(8);
    expect(decide(30)).toBeNull();
    pictures.add(7);
    expect(decide(40)).toBe(7);
  });

  test("draws a glimpse of the asked frame until it is held, and of no other", () => {
    const { transport, presenter, pictures } = stage([0]);
    const glimpses = new Set<number>();
    const decide = (now: number) =>
      presenter.decide(
        now,
        (frame) => pictures.has(frame),
        (frame) => glimpses.has(frame),
      );
    decide(0);
    transport.seek(10, 70);
    glimpses.add(69).add(71);
    expect(decide(10)).toBeNull();
    glimpses.add(70);
    expect([decide(20), decide(30)]).toEqual([70, null]);
    pictures.add(70);
    expect([decide(40), decide(50)]).toEqual([70, null]);
  });

  test("draws again what the canvas lost", () => {
    const { presenter, decide } = stage([0]);
    decide(0);
    presenter.forgetShown();
    expect(decide(10)).toBe(0);
  });
});

describe("playing", () => {
  test("draws each frame once while all is there", () => {
    const { transport, presenter, decide } = stage("all");
    decide(0);
    transport.play(0);
    const drawn = Array.from({ length: 60 }, (_, tick) => decide(tick * (1000 / 60))).filter((n) => n !== null);
    expect(drawn).toEqual(Array.from({ length: 23 }, (_, n) => n + 1));
    expect(presenter.dropped).toBe(0);
  });

  test("shows the newest late pair and counts the pairs it skipped", () => {
    const { transport, presenter, decide } = stage([0, 1, 2, 3, 4]);
    decide(0);
    transport.play(0);
    expect(decide(due(1))).toBe(1);
    expect(decide(due(5))).toBe(4);
    expect(presenter.dropped).toBe(2);
    expect(decide(due(6))).toBeNull();
  });

  test("does not count what a faster speed leaves out", () => {
    const { transport, presenter, decide } = stage("all");
    decide(0);
    transport.play(0, 4);
    decide(due(1));
    decide(due(2));
    expect([presenter.shownFrame, presenter.dropped]).toEqual([8, 0]);
  });

  test("waits at once after a jump, until enough is there to run", () => {
    const { transport, presenter, pictures, decide } = stage([0]);
    decide(0);
    transport.play(0);
    transport.seek(0, 100);
    expect(decide(0)).toBeNull();
    expect([transport.stalled, presenter.ranLate]).toEqual([true, false]);
    pictures.add(100);
    expect(decide(2000)).toBe(100);
    expect(transport.stalled).toBe(true);
    for (let n = 101; n < 100 + DECODED_AHEAD.prerollFrames; n += 1) pictures.add(n);
    decide(3000);
    expect(transport.stalled).toBe(false);
    expect(decide(3000 + due(1))).toBe(101);
    expect(presenter.dropped).toBe(0);
  });

  test("does not begin from a glimpse: it waits for the frame itself, and the machine is not blamed", () => {
    const { transport, presenter, pictures } = stage([]);
    const decide = (now: number) =>
      presenter.decide(
        now,
        (frame) => pictures.has(frame),
        () => true,
      );
    transport.seek(0, 100);
    expect(decide(0)).toBe(100);
    transport.play(10);
    expect(decide(10)).toBeNull();
    expect([transport.stalled, presenter.ranLate, presenter.shownFrame]).toEqual([true, false, 100]);
    for (let n = 100; n < 120; n += 1) pictures.add(n);
    expect(decide(900)).toBe(100);
    expect(transport.stalled).toBe(false);
    expect(decide(900 + due(1))).toBe(101);
    expect(presenter.dropped).toBe(0);
  });

  test("waits when pictures stay away for longer than the patience", () => {
    const { transport, presenter, decide } = stage([0, 1]);
    decide(0);
    transport.play(0);
    decide(due(1));
    decide(due(1) + DECODED_AHEAD.waitMs - 1);
    expect(transport.stalled).toBe(false);
    decide(due(1) + DECODED_AHEAD.waitMs + 1);
    expect([transport.stalled, presenter.ranLate]).toEqual([true, true]);
  });

  test("a short loop is enough to run", () => {
    const { transport, pictures, decide } = stage([]);
    transport.setLoop(0, { first: 4, end: 6 });
    transport.seek(0, 4);
    transport.play(0);
    decide(0);
    expect(transport.stalled).toBe(true);
    pictures.add(4).add(5);
    decide(100);
    expect(transport.stalled).toBe(false);
  });

  test("goes from picture to picture where none come ahead", () => {
    const transport = new Transport(100, new FrameRate(24));
    const presenter = new Presenter(transport, ONE_BY_ONE);
    let held = 50;
    const decide = (now: number) => presenter.decide(now, (frame) => frame === held);
    transport.seek(0, 50);
    decide(0);
    transport.play(0, -1);
    const drawn: (number | null)[] = [];
    for (let tick = 1; tick <= 6; tick += 1) {
      decide(tick * 300);
      held = transport.read(tick * 300).frame;
      drawn.push(decide(tick * 300 + 100));
    }
    expect(drawn.every((frame) => frame !== null)).toBe(true);
    expect(drawn).toEqual([...drawn].sort((a, b) => Number(b) - Number(a)));
  });
});

describe("holding every frame", () => {
  function slow(first: number, count: number) {
    const transport = new Transport(count, new FrameRate(24));
    const presenter = new Presenter(transport);
    transport.setPacing(0, "every_frame");
    transport.seek(0, first);
    presenter.decide(0, () => true);
    return { transport, presenter };
  }

  test("runs at its rate while pictures are there", () => {
    const { transport, presenter } = slow(0, 100);
    transport.play(0);
    const drawn: number[] = [];
    for (let now = 0; now <= 1000; now += 1000 / 60) {
      const draw = presenter.decide(now, () => true);
      if (draw !== null) drawn.push(draw);
    }
    expect(drawn).toEqual(Array.from({ length: drawn.length }, (_, n) => n + 1));
    expect(drawn.length).toBeGreaterThanOrEqual(22);
    expect(drawn.length).toBeLessThanOrEqual(24);
  });

  test.each([
    ["forward", 1, 0],
    ["forward at four times the speed", 4, 0],
    ["in reverse", -1, 39],
  ])("%s no frame is left out, to the last one, whenever pictures and ticks come", (_case, speed, from) => {
    const gaps = fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 40, maxLength: 60 });
    fc.assert(
      fc.property(gaps, gaps, (decodeMs, tickMs) => {
        const { transport, presenter } = slow(from, 40);
        transport.play(0, speed);
        const arrivals = decodeMs.map((_gap, n) => decodeMs.slice(0, n + 1).reduce((sum, gap) => sum + gap, 0));
        const drawn: number[] = [];
        let now = 0;
        for (let tick = 0; drawn.length < 39 && tick < 10_000; tick += 1) {
          now += tickMs[tick % tickMs.length] ?? 16;
          const order = (frame: number) => Math.abs(frame - from);
          const draw = presenter.decide(now, (frame) => now >= (arrivals[order(frame)] ?? 0));
          if (draw !== null) drawn.push(draw);
        }
        expect(drawn).toEqual(Array.from({ length: 39 }, (_, n) => from + Math.sign(speed) * (n + 1)));
        expect(presenter.dropped).toBe(0);
      }),
      { numRuns: 30 },
    );
  });

  test("goes round a loop without leaving out its ends", () => {
    const { transport, presenter } = slow(4, 40);
    transport.setLoop(0, { first: 4, end: 7 });
    transport.play(0);
    const drawn: number[] = [];
    for (let now = 0; drawn.length < 6; now += 90) {
      const draw = presenter.decide(now, () => true);
      if (draw !== null) drawn.push(draw);
    }
    expect(drawn).toEqual([5, 6, 4, 5, 6, 4]);
  });
});
