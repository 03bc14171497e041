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

/** A picture as it is counted: 4:2:0 planes, or RGBA. Both 8 bit, rows without padding. */
export interface Counted {
  readonly layout: "planar" | "rgba";
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array | Uint8ClampedArray;
}

/** Count one scope over the whole picture. */
export function count(kind: ScopeKind, picture: Counted): ScopeCounts {
  switch (kind) {
    case "waveform": {
      const luma = new Uint32Array(SCOPE_COLUMNS * LEVELS);
      eachLuma(picture, (level, column) => tally(luma, column * LEVELS + level));
      return { kind, luma };
    }
    case "parade":
      return { kind, ...countPrimaries(picture, SCOPE_COLUMNS) };
    case "vectorscope":
      return { kind, chroma: countChroma(picture) };
    case "histogram": {
      const luma = new Uint32Array(LEVELS);
      eachLuma(picture, (level) => tally(luma, level));
      return { kind, luma, ...countPrimaries(picture, 1) };
    }
  }
}

function countPrimaries(picture: Counted, columns: number) {
  const size = columns * LEVELS;
  const [red, green, blue] = [new Uint32Array(size), new Uint32Array(size), new Uint32Array(size)];
  eachRgb(picture, (r, g, b, column) => {
    const first = columns === 1 ? 0 : column * LEVELS;
    tally(red, first + r);
    tally(green, first + g);
    tally(blue, first + b);
  });
  return { red, green, blue };
}

function countChroma(picture: Counted): Uint32Array<ArrayBuffer> {
  const counts = new Uint32Array(LEVELS * LEVELS);
  if (picture.layout === "rgba") {
    eachRgb(picture, (r, g, b) => {
      const luma = lumaOf(r, g, b);
      const cb = Math.round(128 + ((b - luma) / 1.8556 / 255) * 224);
      const cr = Math.round(128 + ((r - luma) / 1.5748 / 255) * 224);
      tally(counts, cr * LEVELS + cb);
    });
    return counts;
  }
  const first = picture.width * picture.height;
  const size = chromaSize(picture.width) * chromaSize(picture.height);
  for (let index = 0; index < size; index += 1) {
    tally(counts, (picture.data[first + size + index] ?? 0) * LEVELS + (picture.data[first + index] ?? 0));
  }
  return counts;
}

function eachLuma(picture: Counted, take: (level: number, column: number) => void): void {
  if (picture.layout === "rgba") {
    eachRgb(picture, (r, g, b, column) => take(Math.round(lumaOf(r, g, b)), column));
    return;
  }
  const { width, height, data } = picture;
  const levels = Array.from({ length: 256 }, (_, code) => display((code - 16) / 219));
  const columns = columnsOf(width);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) take(levels[data[y * width + x] ?? 0] ?? 0, columns[x] ?? 0);
  }
}

/** Chroma of 4:2:0 is taken from the sample that its four pixels share, without smoothing. */
function eachRgb(picture: Counted, take: (r: number, g: number, b: number, column: number) => void): void {
  const { width, height, data, layout } = picture;
  const columns = columnsOf(width);
  const chromaWidth = chromaSize(width);
  const blueFirst = width * height;
  const redFirst = blueFirst + chromaWidth * chromaSize(height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const at = y * width + x;
      if (layout === "rgba") {
        take(data[4 * at] ?? 0, data[4 * at + 1] ?? 0, data[4 * at + 2] ?? 0, columns[x] ?? 0);
        continue;
      }
      const shared = (y >> 1) * chromaWidth + (x >> 1);
      const luma = ((data[at] ?? 0) - 16) / 219;
      const cb = ((data[blueFirst + shared] ?? 0) - 128) / 224;
      const cr = ((data[redFirst + shared] ?? 0) - 128) / 224;
      const [r, g, b] = [luma + 1.5748 * cr, luma - 0.1873243 * cb - 0.4681243 * cr, luma + 1.8556 * cb];
      take(display(r), display(g), display(b), columns[x] ?? 0);
    }
  }
}

function columnsOf(width: number): number[] {
  return Array.from({ length: width }, (_, x) => Math.floor((x * SCOPE_COLUMNS) / width));
}

function lumaOf(r: number, g: number, b: number): number {
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function display(level: number): number {
  return Math.round(Math.min(Math.max(level, 0), 1) * 255);
}

function tally(counts: Uint32Array, at: number): void {
  counts[at] = (counts[at] ?? 0) + 1;
}
