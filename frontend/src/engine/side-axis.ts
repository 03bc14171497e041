import { ViewerError } from "./errors";
import type { Manifest, ManifestFile, ManifestSegment } from "./manifest";
import { fileAt } from "./rung-choice";

/** The pictures between one key picture and the next, as far as this segment shows them. */
export interface Gop {
  /** Unique on the axis of one rung. */
  readonly key: string;
  readonly file: ManifestFile;
  /** Assembly frames shown, half-open. */
  readonly first: number;
  readonly end: number;
  /** Rank of the key picture in the file: decoding starts here. */
  readonly keyRank: number;
  /** One past the last rank needed. */
  readonly endRank: number;
  /** Assembly frame of rank 0, which may lie before the segment when `skip` is not 0. */
  readonly origin: number;
}

/** A stretch that has no picture: nothing to fetch, shown as missing. */
export interface Gap {
  readonly first: number;
  readonly end: number;
}

/**
 * The frame axis of one side at one rung.
 *
 * Finds the file and key picture of a frame by integers from the manifest alone; container timestamps play no part.
 */
export class SideAxis {
  readonly frameCount: number;

  constructor(
    readonly manifest: Manifest,
    readonly rung: string,
  ) {
    this.frameCount = manifest.frame_count;
    requireWholeAxis(manifest);
  }

  /** The segment that holds `frame`. @throws ViewerError when `frame` is outside the axis. */
  segmentAt(frame: number): ManifestSegment {
    const { segments } = this.manifest;
    let low = 0;
    let high = segments.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const segment = segments[middle];
      if (segment === undefined) break;
      if (frame < segment.first) high = middle - 1;
      else if (frame >= segment.first + segment.count) low = middle + 1;
      else return segment;
    }
    throw new ViewerError("manifest_broken", `frame ${frame} is outside the axis of ${this.manifest.side}`);
  }

  /** The decodable stretch around `frame`, or the gap it lies in. */
  stretchAt(frame: number): Gop | Gap {
    const segment = this.segmentAt(frame);
    const file = fileAt(segment, this.rung);
    if (file === undefined) return { first: segment.first, end: segment.first + segment.count };
    const origin = segment.first - segment.skip;
    const rank = frame - origin;
    const lastRank = segment.skip + segment.count;
    let keyRank = 0;
    let endRank = lastRank;
    for (const candidate of file.keyframes) {
      if (candidate <= rank) keyRank = candidate;
      else {
        endRank = Math.min(candidate, lastRank);
        break;
      }
    }
    return {
      key: `${segment.first}:${keyRank}`,
      file,
      first: Math.max(origin + keyRank, segment.first),
      end: origin + endRank,
      keyRank,
      endRank,
      origin,
    };
  }
}

export function isGop(stretch: Gop | Gap): stretch is Gop {
  return "file" in stretch;
}

function requireWholeAxis(manifest: Manifest): void {
  let next = 0;
  for (const segment of manifest.segments) {
    if (segment.first !== next || segment.count < 1 || segment.skip < 0) {
      throw new ViewerError("manifest_broken", `${manifest.side}: segment at ${segment.first}, expected ${next}`);
    }
    for (const file of segment.files) {
      requireGroups(file);
    }
    next += segment.count;
  }
  if (next !== manifest.frame_count) {
    throw new ViewerError("manifest_broken", `${manifest.side}: segments end at ${next}, not ${manifest.frame_count}`);
  }
}

function requireGroups({ digest, keyframes, offsets }: ManifestFile): void {
  if (keyframes[0] !== 0) throw new ViewerError("manifest_broken", `${digest}: no key picture at 0`);
  if (offsets.length !== 0 && offsets.length !== keyframes.length) {
    throw new ViewerError(
      "manifest_broken",
      `${digest}: ${offsets.length} offsets of ${keyframes.length} key pictures`,
    );
  }
}
