import { expect, test } from "vitest";
import { trackName } from "../../../src/review/sound/trackName";

const track = (language: string, label: string) => ({ id: "x", language, label, channels: 1, pieces: [] });

test.each([
  ["yue", "", "en", "Cantonese"],
  ["yue", "Optical", "en", "Cantonese · Optical"],
  ["eng", "", "zh-Hans", "英语"],
  ["", "Effects", "en", "Effects"],
  ["", "", "en", "Track 2"],
  ["?!", "", "en", "?!"],
] as const)("%s with label '%s' in %s is called %s", (language, label, locale, name) => {
  expect(trackName(track(language, label), locale, "Track 2")).toBe(name);
});
