import type { ImagePicture, Picture } from "../picture";

/** Exact pictures that stand in for the proxies of one paused frame. Owns their bitmaps and closes them. */
export class Stills {
  private readonly pictures = new Map<number, ImagePicture>();

  has(side: number): boolean {
    return this.pictures.has(side);
  }

  put(side: number, frame: number, image: ImageBitmap): void {
    this.pictures.get(side)?.image.close();
    this.pictures.set(side, { kind: "image", frame, width: image.width, height: image.height, image });
  }

  /** These pictures (one per side), with the stills in their places. */
  over(pictures: readonly Picture[]): Picture[] {
    return pictures.map((picture, side) => this.pictures.get(side) ?? picture);
  }

  /** Forget all stills but those of this frame; all of them for null. */
  keepOnly(frame: number | null): void {
    for (const [side, still] of this.pictures) {
      if (still.frame === frame) continue;
      still.image.close();
      this.pictures.delete(side);
    }
  }
}
