/** What the server says about one side of a comparison: which file holds which frames. Field names are the API's. */

export interface ManifestRate {
  readonly num: number;
  readonly den: number;
}

export interface ManifestRung {
  readonly name: string;
  /** RFC 6381 codec string, for example `avc1.640028`. */
  readonly codec: string;
  readonly width: number;
  readonly height: number;
}

/**
 * One fragmented MP4. `keyframes` are the presentation ranks of its key pictures; the first is always 0. `offsets` says
 * at which byte each begins, so that a group of pictures can be had alone; before the first lies the file's head. Where
 * it is empty, the file is only good as a whole.
 */
export interface ManifestFile {
  readonly rung: string;
  readonly digest: string;
  readonly url: string;
  readonly bytes: number;
  readonly keyframes: readonly number[];
  readonly offsets: readonly number[];
}

/** Frames `first` to `first + count` of the assembly. Picture number in every file is `frame - first + skip`. */
export interface ManifestSegment {
  readonly first: number;
  readonly count: number;
  readonly skip: number;
  /** Empty where there is no picture to show: a slug, or frames not restored yet. */
  readonly files: readonly ManifestFile[];
  readonly restored: boolean;
  readonly is_rendered: boolean | null;
  readonly digest: string | null;
}

/** Where the pictures of a manifest lie, in pixels of the whole picture. */
export interface ManifestCrop {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly picture_width: number;
  readonly picture_height: number;
}

export interface Manifest {
  readonly side: string;
  readonly rate: ManifestRate;
  /** At which the files run, where that is not `rate`: frames lie one to one beside those of the axis all the same. */
  readonly media_rate?: ManifestRate;
  /** Set where this is another copy of the film: its picture is fitted into the film's and never sets its shape. */
  readonly is_reference?: boolean;
  readonly frame_count: number;
  /** Raster of the real picture, in pixels; a rung may be smaller. */
  readonly width: number;
  readonly height: number;
  readonly pixel_aspect: ManifestRate;
  readonly rungs: readonly ManifestRung[];
  /** Set where the pictures are a part of the real one: a motion window. */
  readonly crop?: ManifestCrop | null;
  /** Sorted by `first`, without gaps or overlaps. */
  readonly segments: readonly ManifestSegment[];
}

/** The size in pixels of the whole picture, of which a manifest may show a part. */
export function wholeSize({ width, height, crop }: Manifest): { readonly width: number; readonly height: number } {
  return crop ? { width: crop.picture_width, height: crop.picture_height } : { width, height };
}
