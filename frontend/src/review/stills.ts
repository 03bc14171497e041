import { askStill } from "../api/pictures";
import type { PixelBox } from "../api/types";
import { canDecodeDeep, closeTiles, decodeTile, type Still, ViewerError } from "../engine";
import { untilReady } from "./untilReady";

/** Fetching the exact pictures of a paused frame. */

/** One side's frame, inside a rectangle of its pixels. */
export interface StillWish {
  side: string;
  frame: number;
  rectangle: PixelBox;
}

/** A browser may take the files and still give out 8 bits only: then it is not asked again. */
let isDeepRefused = false;

/** Wait until a side's exact picture exists and return its tiles decoded, with as many bits as this browser gives out. */
export async function fetchStill(restoration: string, wish: StillWish, signal: AbortSignal): Promise<Still> {
  const deep = !isDeepRefused && (await canDecodeDeep());
  try {
    return await fetchTiles(restoration, wish, deep, signal);
  } catch (error) {
    if (!(deep && error instanceof ViewerError)) {
      throw error;
    }
    isDeepRefused = true;
    return fetchTiles(restoration, wish, false, signal);
  }
}

async function fetchTiles(restoration: string, wish: StillWish, deep: boolean, signal: AbortSignal): Promise<Still> {
  const ready = await untilReady(() => askStill(restoration, { ...wish, deep }, signal), signal);
  const results = await Promise.allSettled(
    ready.tiles.map(async ({ url, ...box }) => ({ ...box, pixels: await decodeTile(await fetchTile(url, signal)) })),
  );
  const tiles = results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
  const { width, height, bits } = ready;
  const still = { frame: wish.frame, width, height, bitDepth: ready.bit_depth, bits, tiles };
  const failed = results.find((result) => result.status === "rejected");
  if (failed) {
    closeTiles(still);
    throw failed.reason;
  }
  return still;
}

async function fetchTile(url: string, signal: AbortSignal): Promise<Blob> {
  const response = await fetch(url, { credentials: "same-origin", signal });
  if (!response.ok) {
    throw new Error(`the tile answered ${response.status}`);
  }
  return response.blob();
}
