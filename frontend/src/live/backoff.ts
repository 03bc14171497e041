/** Waiting times between attempts to reconnect, in milliseconds: doubling, capped, spread so that pages do not all return at once. */

const FIRST_MS = 500;
const CAP_MS = 15_000;

/** Return the wait before attempt `attempt` (0 = the first retry). `random` is in 0..1. */
export function backoffMs(attempt: number, random: number): number {
  const base = Math.min(CAP_MS, FIRST_MS * 2 ** Math.min(attempt, 10));
  return Math.round(base * (0.75 + random * 0.5));
}
