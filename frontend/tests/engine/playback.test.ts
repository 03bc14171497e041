import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type EngineKind, FrameRate } from "../../src/engine";
import { Playback } from "../../src/engine/playback";
import { Sides } from "../../src/engine/sides";
import { AnimationFrames } from "./animation-frames";
import { FakeSupply, planar } from "./fake-supply";
import { manifestOf } from "./manifests";

let frames = new AnimationFrames();
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["performance"] });
  frames = new AnimationFrames();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** A film of 100 frames on one side, of which these are here. */
function film(held: readonly number[], engine: EngineKind = "exact") {
  const supply = new FakeSupply();
  const sides = new Sides(supply);
  sides.set([manifestOf([100])], () => 540);
  for (const frame of held) supply.opened[0]?.pictures.set(frame, planar(frame));
  const drawn: number[] = [];
  const turns: number[] = [];
  const late: boolean[] = [];
  const playback = new Playback(engine, sides, {
    draw: (frame) => drawn.push(frame),
    idle: () => undefined,
    turned: ({ frame }) => turns.push(frame),
    pace: (_now, _isPlaying, isLate) => {
      late.push(isLate);
      return false;
    },
  });
  playback.setAxis(100, new FrameRate(24));
  frames.pass();
  return { supply, playback, drawn, turns, late };
}

describe("the loop", () => {
  test("turns once for any number of commands, and stands still when nothing moves", () => {
    const { playback, drawn, turns } = film([0, 7]);
    playback.command((clock, now) => clock.seek(now, 3));
    playback.command((clock, now) => clock.seek(now, 7));
    frames.pass();
    expect([drawn, turns, frames.isAsked]).toEqual([[0, 7], [0, 7], false]);
  });

  test("wishes at once for the direction that the playhead last went in", () => {
    const { playback, supply } = film([0]);
    const wished = () => supply.wishes.map(({ frame, direction, heading }) => [frame, direction, heading]).at(-1);
    for (const [frame, heading] of [
      [50, 1],
      [40, -1],
    ] as const) {
      playback.command((clock, now) => clock.seek(now, frame));
      expect(wished()).toEqual([frame, 0, heading]);
      frames.pass();
      expect(wished()).toEqual([frame, 0, heading]);
    }
  });

  test("goes on from the last frame seen after the page was hidden", () => {
    const { playback, drawn } = film(Array.from({ length: 100 }, (_, frame) => frame));
    playback.command((clock, now) => clock.play(now));
    frames.pass();
    vi.advanceTimersByTime(100);
    frames.pass();
    expect(drawn.at(-1)).toBe(2);
    vi.advanceTimersByTime(2000);
    frames.pass();
    expect(playback.read().frame).toBe(2);
  });

  test("of video elements that leave most frames out says that the machine is late", () => {
    const { playback, supply, late } = film([0], "compatible");
    playback.command((clock, now) => clock.play(now));
    for (let tick = 0; tick < 50; tick += 1) {
      vi.advanceTimersByTime(100);
      // Every third frame is one that all sides have.
      const reached = Math.floor((tick * 2.4) / 3) * 3;
      const [source] = supply.opened;
      source?.pictures.set(reached, planar(reached));
      if (source) source.reached = reached;
      frames.pass();
    }
    expect(late.filter((isLate) => isLate)).toHaveLength(1);
  });

  test("of a closed viewer does not turn, whoever asks", () => {
    const { playback, turns } = film([0]);
    const before = turns.length;
    playback.close();
    playback.schedule();
    playback.sound.setMuted(true);
    playback.command((clock, now) => clock.play(now));
    expect(frames.isAsked).toBe(false);
    expect(turns).toHaveLength(before);
  });
});
