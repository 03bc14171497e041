import type { ImagePicture } from "../picture";

const RING_BYTES = 48 * 2 ** 20;
const LEAST_PICTURES = 4;

/** The last pictures a video element presented, by frame, within a byte budget. It holds them as long as it has them. */
export class PictureRing {
  private readonly pictures = new Map<number, ImagePicture>();
  private newestFrame: number | null = null;

  get newest(): number | null {
    return this.newestFrame;
  }

  get(frame: number): ImagePicture | null {
    return this.pictures.get(frame) ?? null;
  }

  /** How many pictures of this size are kept. */
  capacity(width: number, height: number): number {
    return Math.max(Math.floor(RING_BYTES / (width * height * 4)), LEAST_PICTURES);
  }

  put(picture: ImagePicture): void {
    this.drop(picture.frame);
    this.pictures.set(picture.frame, picture);
    this.newestFrame = picture.frame;
    for (const oldest of this.pictures.keys()) {
      if (this.pictures.size <= this.capacity(picture.width, picture.height)) break;
      this.drop(oldest);
    }
  }

  clear(): void {
    for (const frame of [...this.pictures.keys()]) this.drop(frame);
    this.newestFrame = null;
  }

  private drop(frame: number): void {
    const picture = this.pictures.get(frame);
    if (picture === undefined) return;
    picture.image.release();
    this.pictures.delete(frame);
  }
}
