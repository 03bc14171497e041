import { LEVELS, SCOPE_COLUMNS, type ScopeCounts } from "../../engine";

/** A scope as a picture: RGBA, rows from the top. */
export interface ScopePicture {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray<ArrayBuffer>;
}

type Counts = Uint32Array;
type Rgb = readonly [red: number, green: number, blue: number];

const WHITE: Rgb = [210, 230, 210];
const PRIMARIES: readonly Rgb[] = [
  [255, 90, 80],
  [90, 230, 100],
  [100, 150, 255],
];
/** What a single sample shows at; the fullest place has 1. */
const FAINTEST = 0.18;
const HISTOGRAM_HEIGHT = 128;

/** Draw counts, bright where there are many: by their logarithm, or few samples would not be seen beside many. */
export function scopePixels(counts: ScopeCounts): ScopePicture {
  switch (counts.kind) {
    case "waveform":
      return traces([counts.luma], [WHITE]);
    case "parade":
      return traces([counts.red, counts.green, counts.blue], PRIMARIES);
    case "vectorscope":
      return cloud(counts.chroma);
    case "histogram":
      return hills([counts.red, counts.green, counts.blue, counts.luma], [...PRIMARIES, WHITE]);
  }
}

/** One waveform beside the other, white above. */
function traces(counted: readonly Counts[], colors: readonly Rgb[]): ScopePicture {
  const picture = blank(SCOPE_COLUMNS * counted.length, LEVELS);
  const most = greatest(counted);
  counted.forEach((counts, part) => {
    for (let column = 0; column < SCOPE_COLUMNS; column += 1) {
      for (let level = 0; level < LEVELS; level += 1) {
        const share = brightness(counts[column * LEVELS + level] ?? 0, most);
        const x = part * SCOPE_COLUMNS + column;
        put(picture, x, LEVELS - 1 - level, colors[part] ?? WHITE, share);
      }
    }
  });
  return picture;
}

/** Blue to the right, red above, each place in about the colour it stands for. */
function cloud(chroma: Counts): ScopePicture {
  const picture = blank(LEVELS, LEVELS);
  const most = greatest([chroma]);
  for (let cr = 0; cr < LEVELS; cr += 1) {
    for (let cb = 0; cb < LEVELS; cb += 1) {
      const share = brightness(chroma[cr * LEVELS + cb] ?? 0, most);
      put(picture, cb, LEVELS - 1 - cr, chromaColor(cb, cr), share);
    }
  }
  return picture;
}

/** Counts by level as filled hills, one laid over the other. */
function hills(counted: readonly Counts[], colors: readonly Rgb[]): ScopePicture {
  const picture = blank(LEVELS, HISTOGRAM_HEIGHT);
  const most = Math.sqrt(greatest(counted));
  counted.forEach((counts, index) => {
    for (let level = 0; level < LEVELS; level += 1) {
      const height = most === 0 ? 0 : Math.round((Math.sqrt(counts[level] ?? 0) / most) * HISTOGRAM_HEIGHT);
      for (let y = 0; y < height; y += 1) {
        put(picture, level, HISTOGRAM_HEIGHT - 1 - y, colors[index] ?? WHITE, 0.45);
      }
    }
  });
  return picture;
}

function brightness(count: number, most: number): number {
  return count === 0 ? 0 : FAINTEST + (1 - FAINTEST) * (Math.log1p(count) / Math.log1p(most));
}

function chromaColor(cb: number, cr: number): Rgb {
  const [blue, red] = [(cb - 128) / 224, (cr - 128) / 224];
  return [0.6 + 1.5748 * red, 0.6 - 0.1873243 * blue - 0.4681243 * red, 0.6 + 1.8556 * blue].map((level) =>
    Math.round(Math.min(Math.max(level, 0.15), 1) * 255),
  ) as [number, number, number];
}

function greatest(counted: readonly Counts[]): number {
  return counted.reduce((most, counts) => counts.reduce((so, count) => Math.max(so, count), most), 0);
}

function blank(width: number, height: number): ScopePicture {
  const data = new Uint8ClampedArray(width * height * 4);
  for (let at = 3; at < data.length; at += 4) {
    data[at] = 255;
  }
  return { width, height, data };
}

/** Light is added to what is there. */
function put({ width, data }: ScopePicture, x: number, y: number, color: Rgb, share: number): void {
  if (share > 0) {
    const at = (y * width + x) * 4;
    for (let part = 0; part < 3; part += 1) {
      data[at + part] = (data[at + part] ?? 0) + (color[part] ?? 0) * share;
    }
  }
}
