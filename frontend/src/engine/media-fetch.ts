import { ViewerError } from "./errors";

const ATTEMPTS = 3;
export const RETRY_MS = 400;

/**
 * Do what fetches `url`, three times at most, resting longer each time.
 *
 * @throws ViewerError `media_unreachable` after the last try; what `act` throws of that kind, and anything once `signal`
 * is aborted, at once
 */
export async function persist<Result>(
  url: string,
  signal: AbortSignal,
  retryMs: number,
  act: () => Promise<Result>,
): Promise<Result> {
  let reason = "";
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    if (attempt > 0) await new Promise((resolve) => setTimeout(resolve, retryMs * attempt));
    signal.throwIfAborted();
    try {
      return await act();
    } catch (error) {
      if (error instanceof ViewerError || signal.aborted) throw error;
      reason = error instanceof Error ? error.message : String(error);
    }
  }
  throw new ViewerError("media_unreachable", `${url}: ${reason}`);
}

/**
 * Refuse an answer without the bytes.
 *
 * @throws ViewerError `signed_out`, `media_refused` where another try does not change it; Error where it may
 */
export function requireBytes({ ok, status }: Response, url: string): void {
  if (ok) return;
  const detail = `${url}: status ${status}`;
  if (status === 401 || status === 403) throw new ViewerError("signed_out", detail);
  if (status < 500 && status !== 429) throw new ViewerError("media_refused", detail);
  throw new Error(`status ${status}`);
}
