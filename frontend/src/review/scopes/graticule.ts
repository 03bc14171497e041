/** Where the lines and boxes of a scope lie: 0..1 from its left and top edge. */

export interface Mark {
  readonly label: string;
  readonly x: number;
  readonly y: number;
}

/** The levels at which a waveform has lines, in per cent of the code range. */
export const LEVEL_LINES = [0, 25, 50, 75, 100] as const;

const BARS: readonly [label: string, red: number, green: number, blue: number][] = [
  ["R", 1, 0, 0],
  ["YL", 1, 1, 0],
  ["G", 0, 1, 0],
  ["CY", 0, 1, 1],
  ["B", 0, 0, 1],
  ["MG", 1, 0, 1],
];
const BAR_LEVEL = 0.75;

/** Return where a vectorscope shows the six colours of 75 % bars. */
export function barMarks(): Mark[] {
  return BARS.map(([label, red, green, blue]) => {
    const luma = BAR_LEVEL * (0.2126 * red + 0.7152 * green + 0.0722 * blue);
    const cb = 128 + (224 * (BAR_LEVEL * blue - luma)) / 1.8556;
    const cr = 128 + (224 * (BAR_LEVEL * red - luma)) / 1.5748;
    return { label, x: cb / 255, y: 1 - cr / 255 };
  });
}

/** Return the end of the line on which skin of every kind lies (the old I axis, 123 degrees). */
export function skinLine(): { x: number; y: number } {
  const angle = (123 * Math.PI) / 180;
  return { x: 0.5 + 0.44 * Math.cos(angle), y: 0.5 - 0.44 * Math.sin(angle) };
}
