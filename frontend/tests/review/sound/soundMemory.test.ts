import { expect, test } from "vitest";
import { rememberedSound, rememberSound } from "../../../src/review/sound/soundMemory";

function shelf(kept: Record<string, string> = {}) {
  return {
    kept,
    getItem: (name: string) => kept[name] ?? null,
    setItem: (name: string, text: string) => {
      kept[name] = text;
    },
  };
}

test("each person finds their own choice again", () => {
  const browser = shelf();
  rememberSound("clara", { isMuted: true, volume: 0.25, track: "cmn-1" }, browser);
  rememberSound("dita", { isMuted: false, volume: 0.5, track: null }, browser);
  expect(rememberedSound("clara", browser)).toEqual({ isMuted: true, volume: 0.25, track: "cmn-1" });
  expect(rememberedSound("dita", browser)).toEqual({ isMuted: false, volume: 0.5, track: null });
  expect(rememberedSound("arno", browser)).toEqual({ isMuted: false, volume: 1 });
});

test.each([
  "",
  "{",
  "null",
  '{"isMuted":1,"volume":1}',
  '{"isMuted":true,"volume":3}',
  '{"isMuted":true,"volume":1,"track":4}',
])("%s is not a choice", (text) => {
  expect(rememberedSound("clara", shelf({ "answerprint.sound.clara": text }))).toEqual({ isMuted: false, volume: 1 });
});

test("a browser that keeps nothing is no fault", () => {
  const refusing = {
    getItem: () => {
      throw new Error("denied");
    },
    setItem: () => {
      throw new Error("denied");
    },
  };
  rememberSound("clara", { isMuted: true, volume: 1 }, refusing);
  expect(rememberedSound("clara", refusing).volume).toBe(1);
});
