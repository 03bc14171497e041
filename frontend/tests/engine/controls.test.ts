import { describe, expect, test } from "vitest";
import { chooseEngine, commandFor, KEYMAP, type KeyPress } from "../../src/engine";
import { separateChroma } from "../../src/engine/exact/planes";
import { chooseRung, namedRung } from "../../src/engine/rung-choice";
import { manifestOf } from "./manifests";

const NO_MODIFIERS = {
  shiftKey: false,
  ctrlKey: false,
  altKey: false,
  metaKey: false,
  repeat: false,
  isComposing: false,
};

function press(key: string, more: Partial<KeyPress> = {}): string | null {
  return commandFor({ key, ...NO_MODIFIERS, ...more });
}

describe("keys", () => {
  test("mean what review tools have taught", () => {
    expect(["j", "k", "l", " ", "ArrowLeft", "Home", "w", "1", "2", "`", "0"].map((key) => press(key))).toEqual([
      "shuttle_reverse",
      "pause",
      "shuttle_forward",
      "toggle",
      "step_back",
      "first",
      "wipe",
      "side_a",
      "side_b",
      "flip",
      "zoom_fit",
    ]);
  });

  test("work with caps lock and where plus needs shift", () => {
    expect([press("J"), press("+", { shiftKey: true })]).toEqual(["shuttle_reverse", "zoom_in"]);
  });

  test("shift and an initial is a mode, and means nothing new elsewhere", () => {
    expect(press("L", { shiftKey: true })).toBe("loupe");
    expect(press("D", { shiftKey: true })).toBe("difference");
    expect([press("J", { shiftKey: true }), press("L"), press("D")]).toEqual([
      "shuttle_reverse",
      "shuttle_forward",
      null,
    ]);
  });

  test("shift makes an arrow a second", () => {
    expect(press("ArrowRight", { shiftKey: true })).toBe("second_forward");
  });

  test("repeat only steps, and leave the browser's and input methods' keys alone", () => {
    expect(press("ArrowRight", { repeat: true })).toBe("step_forward");
    expect(press("l", { repeat: true })).toBeNull();
    expect([press("l", { ctrlKey: true }), press("l", { metaKey: true }), press("l", { isComposing: true })]).toEqual([
      null,
      null,
      null,
    ]);
  });

  test("are bound once each", () => {
    const keys = KEYMAP.map(({ key, shift }) => `${shift} ${key}`);
    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe("the engine", () => {
  const all = { isSecureContext: true, hasWebCodecs: true, hasMediaSource: true, hasFrameCallback: true };

  test("is exact where WebCodecs may be used", () => {
    expect(chooseEngine(all)).toBe("exact");
  });

  test("is compatible without WebCodecs or a secure context", () => {
    expect(chooseEngine({ ...all, hasWebCodecs: false })).toBe("compatible");
    expect(chooseEngine({ ...all, isSecureContext: false })).toBe("compatible");
  });

  test("is refused where no frame can be addressed", () => {
    expect(() => chooseEngine({ ...all, hasWebCodecs: false, hasFrameCallback: false })).toThrow("browser_unsupported");
  });
});

describe("the rung", () => {
  const manifest = manifestOf([48], [], ["1080p", "540p"]);

  test.each([
    [360, 0, "540p"],
    [540, 0, "540p"],
    [541, 0, "1080p"],
    [4000, 0, "1080p"],
    [4000, 1, "540p"],
    [300, 3, "540p"],
  ])("for %i rows, %i steps down, is %s", (rows, stepsDown, name) => {
    expect(chooseRung(manifest, rows, stepsDown).name).toBe(name);
  });

  test("asked for by a name that is not there is the next below", () => {
    expect(namedRung(manifest, "2160p").name).toBe("1080p");
  });
});

test("interleaved chroma is taken apart", () => {
  const chroma = Uint8Array.of(1, 11, 2, 12, 3, 13);
  separateChroma(chroma);
  expect([...chroma]).toEqual([1, 2, 3, 11, 12, 13]);
});
