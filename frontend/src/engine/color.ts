/**
 * What codes of the proxies give a display: BT.709, limited range. The shaders use the same numbers.
 *
 * Levels are of the display's code range: 0 black, 1 white, beyond where a file goes beyond.
 */
export const LUMA_OF = { red: 0.2126, green: 0.7152, blue: 0.0722 } as const;
/** How much of a chroma level each primary has beside luma. */
export const CHROMA = { redOfCr: 1.5748, greenOfCb: -0.1873243, greenOfCr: -0.4681243, blueOfCb: 1.8556 } as const;

export function lumaLevel(code: number): number {
  return (code - 16) / 219;
}

/** -0.5..0.5. */
export function chromaLevel(code: number): number {
  return (code - 128) / 224;
}

export function redLevel(luma: number, cr: number): number {
  return luma + CHROMA.redOfCr * cr;
}

export function greenLevel(luma: number, cb: number, cr: number): number {
  return luma + CHROMA.greenOfCb * cb + CHROMA.greenOfCr * cr;
}

export function blueLevel(luma: number, cb: number): number {
  return luma + CHROMA.blueOfCb * cb;
}

/** The luma of a colour, in the unit of its primaries. */
export function lumaOf(red: number, green: number, blue: number): number {
  return LUMA_OF.red * red + LUMA_OF.green * green + LUMA_OF.blue * blue;
}

/** The 8-bit code that a display gets for a level. */
export function displayCode(level: number): number {
  return Math.round(Math.min(Math.max(level, 0), 1) * 255);
}
