import { ViewerError } from "../errors";
import { chromaSize, planarBytes } from "../picture";

export interface Planes {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array<ArrayBuffer>;
}

/** Formats whose planes can be read; anything else (an opaque hardware surface) must be decoded in software. */
export function isReadable(frame: VideoFrame): boolean {
  return frame.format === "I420" || frame.format === "NV12";
}

/** Copy the visible 4:2:0 planes without padding: Y, U, V. The frame stays open; closing it is the caller's. */
export async function copyPlanes(frame: VideoFrame): Promise<Planes> {
  const rect = frame.visibleRect;
  if (rect === null || !isReadable(frame)) throw new ViewerError("codec_unsupported", `pixel format ${frame.format}`);
  const { width, height } = rect;
  const [lumaBytes, chromaWidth, chromaHeight] = [width * height, chromaSize(width), chromaSize(height)];
  const data = new Uint8Array(planarBytes(width, height));
  const luma = { offset: 0, stride: width };
  if (frame.format === "I420") {
    const chromaBytes = chromaWidth * chromaHeight;
    const u = { offset: lumaBytes, stride: chromaWidth };
    await frame.copyTo(data, { layout: [luma, u, { ...u, offset: lumaBytes + chromaBytes }] });
  } else {
    await frame.copyTo(data, { layout: [luma, { offset: lumaBytes, stride: 2 * chromaWidth }] });
    separateChroma(data.subarray(lumaBytes));
  }
  return { width, height, data };
}

/** UVUV... to UU...VV..., in place. */
export function separateChroma(chroma: Uint8Array): void {
  const pairs = chroma.slice();
  const half = pairs.length >> 1;
  for (let index = 0; index < half; index += 1) {
    chroma[index] = pairs[2 * index] ?? 0;
    chroma[half + index] = pairs[2 * index + 1] ?? 0;
  }
}
