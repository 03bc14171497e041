import { getFrameAddress } from "../../api/restorations";
import type { Review } from "../review.svelte";
import { framePicture } from "./framePicture";
import { provenanceLines } from "./provenance";

/** Save what the canvas shows as a PNG with its provenance. @returns whether there was a picture to save */
export async function exportFrame(review: Review): Promise<boolean> {
  review.player.pause();
  const shown = review.player.capture();
  const seen = { state: review.player.now, sides: review.comparison.shown };
  if (shown === null || shown.frame === null) {
    return false;
  }
  const address = await getFrameAddress(review.id, shown.frame);
  const file = await framePicture(shown, provenanceLines(review, seen, address, new Date()));
  save(file, `frame-${shown.frame}.png`);
  return true;
}

/** How long a browser may take to write the file before its address is given back. */
const SAVING_MS = 60_000;

function save(file: Blob, name: string): void {
  const address = URL.createObjectURL(file);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), SAVING_MS);
}
