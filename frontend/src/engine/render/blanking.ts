import type { PictureBox } from "./geometry";

/** Width to height of the usual projection apertures. */
export const BLANKING_RATIOS = [1.33, 1.66, 1.85, 2.35] as const;

/** The part of an unsqueezed picture that a projector with this aperture shows: as large as fits, in its middle. */
export function projected(box: PictureBox, ratio: number): PictureBox {
  const width = Math.min(box.width, box.height * ratio);
  const height = Math.min(box.height, box.width / ratio);
  return { x: box.x + (box.width - width) / 2, y: box.y + (box.height - height) / 2, width, height };
}
