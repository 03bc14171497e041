import { expect, test } from "vitest";
import type { ScanSound } from "../../src/api/types";
import { isLate, soundChanges, soundDrafts } from "../../src/film/soundDraft";

const sound = (stream: number, offset = 0): ScanSound => ({
  stream,
  language: "yue",
  label: "Optical",
  offset,
  channels: 1,
  codec: "pcm_s24le",
  sample_rate: 48000,
  source_channels: 1,
  lost_packets: 0,
});

test("nothing changed is nothing to send, whatever the offset", () => {
  const sounds = [sound(0), sound(1, 2002), sound(2, -1)];
  expect(soundChanges(sounds, soundDrafts(sounds))).toEqual([]);
});

test("only the streams that differ are sent, with what differs", () => {
  const sounds = [sound(0), sound(1), sound(2)];
  const [first, second, third] = soundDrafts(sounds);
  if (!first || !second || !third) throw new Error("three drafts");
  Object.assign(second, { language: "cmn", label: " Dub " });
  Object.assign(third, { late: -41.7 });
  expect(soundChanges(sounds, [first, second, third])).toEqual([
    { stream: 1, change: { language: "cmn", label: "Dub" } },
    { stream: 2, change: { offset: -2002 } },
  ]);
});

test("a number that is none, or too large, is not sent", () => {
  expect([isLate(null), isLate(60_001), isLate(-60_000)]).toEqual([false, false, true]);
  const sounds = [sound(0)];
  expect(soundChanges(sounds, [{ stream: 0, language: "yue", label: "Optical", late: null }])).toEqual([]);
});
