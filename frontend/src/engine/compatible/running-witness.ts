import type { ImagePicture } from "../picture";

interface Pending {
  readonly picture: ImagePicture;
  readonly presentedFrames: number;
  readonly takenAt: number;
}

/**
 * Makes sure that a picture copied from a running video is the frame it was reported as.
 *
 * A callback can come late, when the element already holds the next frame. So a copy counts only after the next
 * callback has said that the next frame was presented after the copy was made; else it is thrown away.
 */
export class RunningWitness {
  private pending: Pending | null = null;

  /** A frame was reported and copied just now. Returns the copy before it, if that is now certain. */
  report(picture: ImagePicture, metadata: VideoFrameCallbackMetadata, takenAt: number): ImagePicture | null {
    const earlier = this.pending;
    const { presentedFrames, presentationTime } = metadata;
    this.pending = { picture, presentedFrames, takenAt };
    if (earlier === null) return null;
    const isNext = presentedFrames === earlier.presentedFrames + 1;
    if (isNext && presentationTime > earlier.takenAt) return earlier.picture;
    earlier.picture.image.release();
    return null;
  }

  forget(): void {
    this.pending?.picture.image.release();
    this.pending = null;
  }
}
