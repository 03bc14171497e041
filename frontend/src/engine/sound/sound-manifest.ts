/** The sound of an assembly, counted in samples from the beginning of its frame 0. */
export interface SoundManifest {
  readonly sample_rate: number;
  readonly sample_count: number;
  readonly tracks: readonly SoundTrack[];
}

/** One track over the whole assembly. What no piece covers is silent. */
export interface SoundTrack {
  readonly id: string;
  /** ISO 639, or empty where unknown. */
  readonly language: string;
  readonly label: string;
  /** 1 or 2. */
  readonly channels: number;
  /** In order, without overlaps. */
  readonly pieces: readonly SoundPiece[];
}

/** Samples `[first, first + count)`: those of a lossless file after its first `skip`. */
export interface SoundPiece {
  readonly first: number;
  readonly count: number;
  readonly skip: number;
  readonly digest: string;
  readonly url: string;
  /** Size of the file. */
  readonly bytes: number;
}
