/**
 * Call `back` whenever the network or the person comes back, who may have signed in again in another tab: what failed
 * is worth another try then. Returns how to stop.
 */
export function onReturn(back: () => void): () => void {
  const listening = new AbortController();
  const { signal } = listening;
  window.addEventListener("online", back, { signal });
  window.addEventListener("focus", back, { signal });
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && back(), { signal });
  return () => listening.abort();
}
