/**
 * A bitmap that several hold, freed with the last of them: what a source keeps no longer may still be on the canvas.
 *
 * Who makes it holds it.
 */
export class SharedImage {
  private holders = 1;

  constructor(readonly bitmap: ImageBitmap) {}

  hold(): void {
    this.holders += 1;
  }

  release(): void {
    this.holders -= 1;
    if (this.holders === 0) this.bitmap.close();
  }
}
