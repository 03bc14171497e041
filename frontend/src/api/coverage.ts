import { request } from "./client";
import type { Coverage, WatchedPart } from "./types";

/** What was watched of a side on the newest assembly: one's own first, and everybody's for who may see it. */
export const listCoverage = (restoration: string, side: string): Promise<Coverage[]> =>
  request(`/restorations/${restoration}/coverage`, { query: { side } });

/** Say what was watched. `keepalive`: the page is being left, the browser sends it all the same. */
export const sayWatched = (
  restoration: string,
  assembly: string,
  parts: WatchedPart[],
  keepalive: boolean,
): Promise<void> =>
  request(`/restorations/${restoration}/watched`, { method: "POST", body: { assembly, parts }, keepalive });
