import { request } from "./client";
import type { FeedEvent } from "./types";

/** Everything numbered that happened on the film after `after`, and the newest number. */
export const getFeed = (film: string, after: number): Promise<{ events: FeedEvent[]; seq: number }> =>
  request(`/films/${film}/feed`, { query: { after } });
