import { FIRST_MODES, type Measure, MODE_KINDS, type Mode, type ModeKind } from "../../engine";
import { numberText, textNumber } from "./numberText";

/** A mode as a word and its numbers: `wipe:0.5:30`. */

const MEASURES: readonly Measure[] = ["signed", "absolute", "grain"];

/** Return the mode as text. */
export function modeText(mode: Mode): string {
  return [mode.kind, ...settingsOf(mode)].join(":");
}

/** Return the mode that a text stands for; what is not understood of its settings is as at first. Null: no mode. */
export function textMode(text: string): Mode | null {
  const [word, ...settings] = text.split(":");
  const kind = MODE_KINDS.find((one) => one === word);
  return kind === undefined ? null : withSettings(kind, settings);
}

function settingsOf(mode: Mode): string[] {
  switch (mode.kind) {
    case "single":
      return [String(mode.side)];
    case "wipe":
      return [mode.position, mode.angle].map(numberText);
    case "loupe":
      return [mode.at.x, mode.at.y, mode.radius, mode.factor].map(numberText);
    case "blend":
      return [numberText(mode.share)];
    case "checkerboard":
      return [String(mode.cells)];
    case "difference":
      return [mode.measure, numberText(mode.gain)];
    default:
      return [];
  }
}

function withSettings(kind: ModeKind, settings: readonly string[]): Mode {
  const first = FIRST_MODES[kind];
  const at = (place: number, otherwise: number) => textNumber(settings[place]) ?? otherwise;
  switch (first.kind) {
    case "single":
      return { ...first, side: at(0, first.side) };
    case "wipe":
      return { ...first, position: at(0, first.position), angle: at(1, first.angle) };
    case "loupe":
      return {
        ...first,
        at: { x: at(0, first.at.x), y: at(1, first.at.y) },
        radius: at(2, first.radius),
        factor: at(3, first.factor),
      };
    case "blend":
      return { ...first, share: at(0, first.share) };
    case "checkerboard":
      return { ...first, cells: at(0, first.cells) };
    case "difference":
      return {
        ...first,
        measure: MEASURES.find((one) => one === settings[0]) ?? first.measure,
        gain: at(1, first.gain),
      };
    default:
      return first;
  }
}
