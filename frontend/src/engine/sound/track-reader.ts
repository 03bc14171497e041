import type { ViewerError } from "../errors";
import type { SoundFiles } from "./sound-files";
import type { SoundPiece, SoundTrack } from "./sound-manifest";

/** Samples of one track by their place in the assembly. */
export class TrackReader {
  constructor(
    private readonly track: SoundTrack,
    private readonly files: SoundFiles,
  ) {}

  /** Have the files of `[sample, sample + count)` fetched and decoded. */
  want(sample: number, count: number): void {
    for (const piece of this.piecesIn(sample, count)) this.files.want(piece);
  }

  isReady(sample: number, count: number): boolean {
    return this.piecesIn(sample, count).every((piece) => this.files.get(piece) !== null);
  }

  /** Why sound of `[sample, sample + count)` cannot be had, if it cannot. */
  failureIn(sample: number, count: number): ViewerError | null {
    for (const piece of this.piecesIn(sample, count)) {
      const failure = this.files.failureOf(piece);
      if (failure !== null) return failure;
    }
    return null;
  }

  /** Samples `[sample, sample + count)`, silence where there are none: one or two channels. */
  read(sample: number, count: number): Float32Array<ArrayBuffer>[] {
    const channels = Array.from({ length: this.track.channels }, () => new Float32Array(count));
    for (const piece of this.piecesIn(sample, count)) {
      const decoded = this.files.get(piece);
      const begin = Math.max(sample, piece.first);
      const end = Math.min(sample + count, piece.first + piece.count);
      const inside = begin - piece.first + piece.skip;
      channels.forEach((channel, index) => {
        const source = decoded?.[index] ?? decoded?.[0];
        if (source !== undefined) channel.set(source.subarray(inside, inside + end - begin), begin - sample);
      });
    }
    return channels;
  }

  private piecesIn(sample: number, count: number): SoundPiece[] {
    const { pieces } = this.track;
    const found: SoundPiece[] = [];
    for (let index = this.firstEndingAfter(sample); index < pieces.length; index += 1) {
      const piece = pieces[index];
      if (piece === undefined || piece.first >= sample + count) break;
      found.push(piece);
    }
    return found;
  }

  private firstEndingAfter(sample: number): number {
    const { pieces } = this.track;
    let [low, high] = [0, pieces.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const piece = pieces[middle];
      if (piece !== undefined && piece.first + piece.count <= sample) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
