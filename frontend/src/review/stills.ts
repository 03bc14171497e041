import { askStill } from "../api/restorations";
import type { StillReply } from "../api/types";

/** Fetching the exact pictures of a paused frame. */

const POLL_MS = 600;

/** Wait until the exact picture of one side's frame exists and return it decoded, without any colour conversion. */
export async function fetchStill(
  restoration: string,
  side: string,
  frame: number,
  signal: AbortSignal,
): Promise<ImageBitmap> {
  const ready = await untilReady(() => askStill(restoration, side, frame, signal), signal);
  const response = await fetch(ready.url, { credentials: "same-origin", signal });
  if (!response.ok) {
    throw new Error(`the still answered ${response.status}`);
  }
  return createImageBitmap(await response.blob(), { colorSpaceConversion: "none", premultiplyAlpha: "none" });
}

/** Ask again until the still is ready. */
export async function untilReady(
  ask: () => Promise<StillReply>,
  signal: AbortSignal,
  pause: (signal: AbortSignal) => Promise<void> = pollPause,
): Promise<Extract<StillReply, { state: "ready" }>> {
  for (;;) {
    signal.throwIfAborted();
    const reply = await ask();
    if (reply.state === "ready") {
      return reply;
    }
    await pause(signal);
  }
}

function pollPause(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const go = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", go);
      resolve();
    };
    const timer = setTimeout(go, POLL_MS);
    signal.addEventListener("abort", go);
  });
}
