import { describe, expect, test } from "vitest";
import vectors from "../../../tests/vectors/timebase.json";
import { Footage, FrameRate, Timecode, TimeError } from "../../src/engine";
import { MediaLayout } from "../../src/engine/compatible/media-layout";
import { manifestOf } from "./manifests";

describe("the vectors shared with Python", () => {
  test.each(vectors.rates)("rate $text", ({ text, num, den, nominal, drops }) => {
    const rate = FrameRate.parse(text);
    expect([rate.num, rate.den, rate.nominal, rate.drops]).toEqual([num, den, nominal, drops]);
  });

  test.each(vectors.invalid_rates)("'%s' is no rate", (text) => {
    expect(() => FrameRate.parse(text)).toThrow(TimeError);
  });

  test.each(vectors.timecodes)("$frames frames at $rate are $text", ({ rate, drop, frames, text }) => {
    expect(new Timecode(frames, FrameRate.parse(rate), drop).toString()).toBe(text);
    expect(Timecode.parse(text, FrameRate.parse(rate)).frames).toBe(frames);
  });

  test.each(vectors.wrapped_timecodes)("$frames frames at $rate run over to $text", ({ rate, drop, frames, text }) => {
    expect(new Timecode(frames, FrameRate.parse(rate), drop).toString()).toBe(text);
  });

  test.each(vectors.timecode_inputs)("$text at $rate is read", ({ rate, drop, frames, text }) => {
    const timecode = Timecode.parse(text, FrameRate.parse(rate));
    expect([timecode.frames, timecode.drop]).toEqual([frames, drop]);
  });

  test.each(vectors.invalid_timecodes)("'$text' is no timecode at $rate", ({ rate, text }) => {
    expect(() => Timecode.parse(text, FrameRate.parse(rate))).toThrow(TimeError);
  });

  test.each(vectors.footages)("$frames frames are $text", ({ per_foot, frames, text }) => {
    expect(Footage.fromFrames(frames, per_foot).toString()).toBe(text);
    expect(Footage.parse(text, per_foot).toFrames()).toBe(frames);
  });

  test.each(vectors.footage_inputs)("footage $text is read", ({ per_foot, frames, text }) => {
    expect(Footage.parse(text, per_foot).toFrames()).toBe(frames);
  });

  test.each(vectors.invalid_footages)("'$text' is no footage", ({ per_foot, text }) => {
    expect(() => Footage.parse(text, per_foot)).toThrow(TimeError);
  });

  test.each(vectors.starts)("frame $frame at $rate is found from truncated microseconds", (start) => {
    const { num, den } = FrameRate.parse(start.rate);
    const layout = new MediaLayout({ ...manifestOf([48]), rate: { num, den } }, "540p");
    expect(layout.atSeconds(start.microseconds / 1e6)).toBe(start.frame);
  });
});

test("a timecode moves by frames over a dropped minute", () => {
  const rate = FrameRate.parse("29.97");
  expect(Timecode.parse("00:00:59;29", rate).shift(1).toString()).toBe("00:01:00;02");
});
