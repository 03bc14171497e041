import { type Adjustment, NEUTRAL } from "../../engine";

/** Say whether an adjustment changes anything. */
export function isAdjusted(adjustment: Adjustment): boolean {
  return (Object.keys(NEUTRAL) as (keyof Adjustment)[]).some((key) => adjustment[key] !== NEUTRAL[key]);
}

/** Return the sides, by their index, that are not shown as they are. */
export function adjustedSides(adjustments: readonly Adjustment[]): number[] {
  return adjustments.flatMap((adjustment, side) => (isAdjusted(adjustment) ? [side] : []));
}

/** Return exposure as people write it: +1.5, −0.5, 0. */
export function stopsText(stops: number): string {
  const size = String(Math.round(Math.abs(stops) * 100) / 100);
  return stops === 0 ? size : `${stops > 0 ? "+" : "−"}${size}`;
}
