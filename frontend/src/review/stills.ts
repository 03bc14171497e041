import { askStill } from "../api/pictures";
import type { PixelBox } from "../api/types";
import { canDecodeDeep, decodeTile, type Still } from "../engine";
import { untilReady } from "./untilReady";

/** Fetching the exact pictures of a paused frame. */

/** Wait until one side's exact picture exists inside a rectangle of its pixels, and return its tiles decoded. */
export async function fetchStill(
  restoration: string,
  side: string,
  frame: number,
  rectangle: PixelBox,
  signal: AbortSignal,
): Promise<Still> {
  const deep = await canDecodeDeep();
  const ready = await untilReady(() => askStill(restoration, { side, frame, rectangle, deep }, signal), signal);
  const tiles = await Promise.all(
    ready.tiles.map(async ({ url, ...box }) => ({ ...box, pixels: await decodeTile(await fetchTile(url, signal)) })),
  );
  return { frame, width: ready.width, height: ready.height, bitDepth: ready.bit_depth, bits: ready.bits, tiles };
}

async function fetchTile(url: string, signal: AbortSignal): Promise<Blob> {
  const response = await fetch(url, { credentials: "same-origin", signal });
  if (!response.ok) {
    throw new Error(`the tile answered ${response.status}`);
  }
  return response.blob();
}
