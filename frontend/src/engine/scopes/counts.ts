import * as color from "../color";
import { chromaSize } from "../picture";

/** The scopes of video engineering: levels by column of the picture, of luma or of the three primaries; chroma; counts. */
export type ScopeKind = "waveform" | "parade" | "vectorscope" | "histogram";

/** Columns of a waveform or parade, whatever the picture's width. */
export const SCOPE_COLUMNS = 256;
export const LEVELS = 256;

/**
 * How many samples of a picture have which value. Levels are display codes 0..255: 0 is black, 255 white.
 *
 * `waveform`, `parade`: at `column * 256 + level`, columns from the left. `vectorscope`: at `cr * 256 + cb`, in coded
 * 8-bit BT.709 values: 128 is grey, 16 and 240 the ends. `histogram`: at `level`.
 */
export type ScopeCounts =
  | { readonly kind: "waveform"; readonly luma: Uint32Array<ArrayBuffer> }
  | {
      readonly kind: "parade";
      readonly red: Uint32Array<ArrayBuffer>;
      readonly green: Uint32Array<ArrayBuffer>;
      readonly blue: Uint32Array<ArrayBuffer>;
    }
  | { readonly kind: "vectorscope"; readonly chroma: Uint32Array<ArrayBuffer> }
  | {
      readonly kind: "histogram";
      readonly luma: Uint32Array<ArrayBuffer>;
      readonly red: Uint32Array<ArrayBuffer>;
      readonly green: Uint32Array<ArrayBuffer>;
      readonly blue: Uint32Array<ArrayBuffer>;
    };

/** Where a part lies in the picture that is counted. */
export interface PartPlace {
  readonly width: number;
  readonly height: number;
  /** Columns of the picture left of this part, and in all. */
  readonly left: number;
  readonly pictureWidth: number;
}

/**
 * A part of a picture, or all of it, as it is counted, rows without padding: 8-bit 4:2:0 planes; 8-bit RGBA; or codes of
 * more bits in planes G, B, R.
 */
export type CountedPart = PartPlace &
  (
    | { readonly layout: "planar"; readonly data: Uint8Array }
    | { readonly layout: "rgba"; readonly data: Uint8ClampedArray }
    | { readonly layout: "deep"; readonly bits: number; readonly data: Uint16Array }
  );

type TakeLuma = (level: number, column: number) => void;
type TakeRgb = (red: number, green: number, blue: number, column: number) => void;

/** Count one scope over all parts of a picture. */
export function count(kind: ScopeKind, parts: readonly CountedPart[]): ScopeCounts {
  switch (kind) {
    case "waveform":
      return { kind, luma: countLuma(parts, SCOPE_COLUMNS) };
    case "parade":
      return { kind, ...countPrimaries(parts, SCOPE_COLUMNS) };
    case "vectorscope":
      return { kind, chroma: countChroma(parts) };
    case "histogram":
      return { kind, luma: countLuma(parts, 1), ...countPrimaries(parts, 1) };
  }
}

function countLuma(parts: readonly CountedPart[], columns: number): Uint32Array<ArrayBuffer> {
  const counts = new Uint32Array(columns * LEVELS);
  for (const part of parts) {
    eachLuma(part, (level, column) => tally(counts, columns === 1 ? level : column * LEVELS + level));
  }
  return counts;
}

function countPrimaries(parts: readonly CountedPart[], columns: number) {
  const size = columns * LEVELS;
  const [red, green, blue] = [new Uint32Array(size), new Uint32Array(size), new Uint32Array(size)];
  for (const part of parts) {
    eachRgb(part, (r, g, b, column) => {
      const first = columns === 1 ? 0 : column * LEVELS;
      tally(red, first + r);
      tally(green, first + g);
      tally(blue, first + b);
    });
  }
  return { red, green, blue };
}

function countChroma(parts: readonly CountedPart[]): Uint32Array<ArrayBuffer> {
  const counts = new Uint32Array(LEVELS * LEVELS);
  for (const part of parts) {
    if (part.layout === "planar") countCoded(part, counts);
    else {
      eachRgb(part, (r, g, b) => {
        const luma = color.lumaOf(r, g, b);
        const cb = Math.round(128 + ((b - luma) / color.CHROMA.blueOfCb / 255) * 224);
        const cr = Math.round(128 + ((r - luma) / color.CHROMA.redOfCr / 255) * 224);
        tally(counts, cr * LEVELS + cb);
      });
    }
  }
  return counts;
}

function countCoded({ width, height, data }: CountedPart, counts: Uint32Array): void {
  const first = width * height;
  const size = chromaSize(width) * chromaSize(height);
  for (let index = 0; index < size; index += 1) {
    tally(counts, (data[first + size + index] ?? 0) * LEVELS + (data[first + index] ?? 0));
  }
}

function eachLuma(part: CountedPart, take: TakeLuma): void {
  if (part.layout !== "planar") {
    eachRgb(part, (r, g, b, column) => take(Math.round(color.lumaOf(r, g, b)), column));
    return;
  }
  const { width, height, data } = part;
  const levels = Array.from({ length: 256 }, (_, code) => color.displayCode(color.lumaLevel(code)));
  const columns = columnsOf(part);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) take(levels[data[y * width + x] ?? 0] ?? 0, columns[x] ?? 0);
  }
}

function eachRgb(part: CountedPart, take: TakeRgb): void {
  if (part.layout === "planar") eachOfPlanes(part, take);
  else if (part.layout === "rgba") eachOfPixels(part, take);
  else eachOfDeep(part, part.bits, take);
}

function eachOfPixels(part: CountedPart, take: TakeRgb): void {
  const { width, height, data } = part;
  const columns = columnsOf(part);
  for (let at = 0; at < width * height; at += 1) {
    take(data[4 * at] ?? 0, data[4 * at + 1] ?? 0, data[4 * at + 2] ?? 0, columns[at % width] ?? 0);
  }
}

function eachOfDeep(part: CountedPart, bits: number, take: TakeRgb): void {
  const { width, height, data } = part;
  const columns = columnsOf(part);
  const size = width * height;
  const white = 2 ** bits - 1;
  const levels = Array.from({ length: white + 1 }, (_, code) => color.displayCode(code / white));
  const level = (at: number) => levels[data[at] ?? 0] ?? 0;
  for (let at = 0; at < size; at += 1) {
    take(level(2 * size + at), level(at), level(size + at), columns[at % width] ?? 0);
  }
}

/** Chroma of 4:2:0 is taken from the sample that its four pixels share, without smoothing. */
function eachOfPlanes(part: CountedPart, take: TakeRgb): void {
  const { width, height, data } = part;
  const columns = columnsOf(part);
  const chromaWidth = chromaSize(width);
  const blueFirst = width * height;
  const redFirst = blueFirst + chromaWidth * chromaSize(height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const shared = (y >> 1) * chromaWidth + (x >> 1);
      const luma = color.lumaLevel(data[y * width + x] ?? 0);
      const cb = color.chromaLevel(data[blueFirst + shared] ?? 0);
      const cr = color.chromaLevel(data[redFirst + shared] ?? 0);
      const [red, green, blue] = [color.redLevel(luma, cr), color.greenLevel(luma, cb, cr), color.blueLevel(luma, cb)];
      take(color.displayCode(red), color.displayCode(green), color.displayCode(blue), columns[x] ?? 0);
    }
  }
}

/** The scope's column of each of a part's columns. */
function columnsOf({ width, left, pictureWidth }: PartPlace): number[] {
  return Array.from({ length: width }, (_, x) => Math.floor(((left + x) * SCOPE_COLUMNS) / pictureWidth));
}

function tally(counts: Uint32Array, at: number): void {
  counts[at] = (counts[at] ?? 0) + 1;
}
