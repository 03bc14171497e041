import { describe, expect, test } from "vitest";
import { FrameRate } from "../../src/engine";
import { Transport } from "../../src/engine/transport";

/** The time at which frame `n` becomes due after a start at 0, at 24 frames a second. */
const due = (n: number) => (n * 1000) / 24;

function transport(frames = 100): Transport {
  return new Transport(frames, new FrameRate(24));
}

describe("the clock", () => {
  test("shows each frame from its start to the next one's, without adding up errors", () => {
    const clock = transport(200_000);
    clock.play(0);
    for (const n of [1, 2, 23, 24, 1001, 172_799]) {
      expect(clock.read(due(n)).frame).toBe(n);
      expect(clock.read(due(n + 1) - 0.01).frame).toBe(n);
    }
  });

  test("runs backward the same way", () => {
    const clock = transport();
    clock.seek(0, 50);
    clock.play(0, -1);
    expect(clock.read(due(1) - 0.01).frame).toBe(50);
    expect(clock.read(due(10)).frame).toBe(40);
  });

  test("stops on the last frame and starts again from the first", () => {
    const clock = transport(10);
    clock.play(0);
    expect(clock.read(due(10) - 0.01)).toMatchObject({ frame: 9, playing: true });
    expect(clock.read(due(10))).toMatchObject({ frame: 9, playing: false });
    clock.play(5000);
    expect(clock.read(5000)).toMatchObject({ frame: 0, playing: true });
  });

  test("stops on the first frame in reverse", () => {
    const clock = transport(10);
    clock.seek(0, 5);
    clock.play(0, -2);
    expect(clock.read(1000)).toMatchObject({ frame: 0, playing: false, speed: 1 });
  });

  test("keeps a command that is older than its anchor at the anchor", () => {
    const clock = transport();
    clock.play(100);
    expect(clock.read(90).frame).toBe(0);
  });

  test("seeks inside the axis only, and goes on playing", () => {
    const clock = transport(10);
    clock.play(0);
    clock.seek(0, 99);
    expect(clock.read(0)).toMatchObject({ frame: 9, playing: true });
    clock.seek(0, -3);
    expect(clock.read(0).frame).toBe(0);
  });

  test("a step pauses", () => {
    const clock = transport();
    clock.play(0);
    clock.step(due(5), -1);
    expect(clock.read(9999)).toMatchObject({ frame: 4, playing: false });
  });
});

describe("the shuttle", () => {
  test("goes 1, 2, 4 and stays there; the other direction starts at 1", () => {
    const clock = transport(10_000);
    clock.seek(0, 5000);
    const speeds = [1, 1, 1, 1, -1, -1].map((direction) => {
      clock.shuttle(0, direction as 1 | -1);
      return clock.read(0).speed;
    });
    expect(speeds).toEqual([1, 2, 4, 4, -1, -2]);
  });

  test("changes speed at the frame it has reached", () => {
    const clock = transport();
    clock.shuttle(0, 1);
    clock.shuttle(due(10), 1);
    expect(clock.read(due(10)).frame).toBe(10);
    expect(clock.read(due(11)).frame).toBe(12);
  });
});

describe("the loop", () => {
  test("shows both ends and goes round", () => {
    const clock = transport();
    clock.setLoop(0, { first: 10, end: 13 });
    clock.seek(0, 10);
    clock.play(0);
    const frames = [0, 1, 2, 3].map((n) => clock.read(due(n)).frame);
    expect(frames).toEqual([10, 11, 12, 10]);
  });

  test("begins each pass exactly when the last one ended, however late it is read", () => {
    const clock = transport();
    clock.setLoop(0, { first: 10, end: 13 });
    clock.seek(0, 10);
    clock.play(0);
    expect(clock.read(due(3) + 30).frame).toBe(10);
    expect(clock.anchor).toEqual({ frame: 10, time: due(3) });
    expect(clock.read(due(3 + 6) + 1).frame).toBe(10);
    expect(clock.anchor.time).toBeCloseTo(due(9), 9);
  });
});

describe("a held loop", () => {
  const SET = { first: 10, end: 13 };
  const HELD = { first: 40, end: 42 };

  test("goes before the one that is set, which counts again once it is let go", () => {
    const clock = transport();
    clock.setLoop(0, SET);
    clock.holdLoop(0, HELD);
    clock.seek(0, 40);
    clock.play(0);
    expect([clock.loop, clock.isLoopHeld, clock.read(due(2)).frame]).toEqual([HELD, true, 40]);
    clock.holdLoop(due(3), null);
    expect([clock.loop, clock.isLoopHeld]).toEqual([SET, false]);
  });

  test("runs on when another loop is set or cleared meanwhile", () => {
    const clock = transport();
    clock.holdLoop(0, HELD);
    clock.setLoop(0, SET);
    const { epoch } = clock.read(0);
    clock.setLoop(0, null);
    expect([clock.loop, clock.read(0).epoch]).toEqual([HELD, epoch]);
    clock.holdLoop(0, null);
    expect(clock.loop).toBeNull();
  });
});

describe("a stall", () => {
  test("holds the frame and goes on from it", () => {
    const clock = transport();
    clock.play(0);
    clock.stall(due(5));
    expect(clock.read(due(50))).toMatchObject({ frame: 5, playing: true });
    clock.resume(due(50));
    expect(clock.read(due(51)).frame).toBe(6);
  });

  test("ends with a seek", () => {
    const clock = transport();
    clock.play(0);
    clock.stall(due(5));
    clock.seek(due(6), 30);
    expect(clock.read(due(7)).frame).toBe(31);
  });
});

test("following pictures takes their frame as the time, and their last one as the end", () => {
  const clock = transport(10);
  clock.play(0);
  clock.follow(due(20), 4);
  expect(clock.read(due(21))).toMatchObject({ frame: 5, playing: true });
  clock.follow(due(22), 9);
  expect(clock.read(due(22))).toMatchObject({ frame: 9, playing: false });
});
