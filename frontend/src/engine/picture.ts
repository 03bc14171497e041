import type { SharedImage } from "./shared-image";

/** 8-bit 4:2:0 planes as decoded, rows without padding: Y, then U, then V in one buffer. */
export interface PlanarPicture {
  readonly kind: "planar";
  readonly frame: number;
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** Display-ready RGB: a snapshot from a video element. */
export interface ImagePicture {
  readonly kind: "image";
  readonly frame: number;
  readonly width: number;
  readonly height: number;
  readonly image: SharedImage;
}

/** There is no picture of this frame on this side (not restored, slug): shown black, and said. */
export interface MissingPicture {
  readonly kind: "missing";
  readonly frame: number;
}

export type Picture = PlanarPicture | ImagePicture | MissingPicture;

/**
 * What of a side is on the canvas. `still`: its exact picture. `window`: a motion window. `missing`: there is no picture
 * of the frame, black is shown.
 */
export type PictureName = "none" | "proxy" | "still" | "window" | "missing";

/** Bytes of one 4:2:0 picture with odd sizes rounded up in chroma. */
export function planarBytes(width: number, height: number): number {
  return width * height + 2 * chromaSize(width) * chromaSize(height);
}

export function chromaSize(luma: number): number {
  return (luma + 1) >> 1;
}
