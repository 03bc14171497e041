import type { Timeline } from "../../api/types";
import { t } from "../../i18n/messages";

type Reel = Timeline["reels"][number];

/** Return the reel at a frame; null on a slug. */
export function reelAt(reels: readonly Reel[], frame: number): Reel | null {
  return reels.find(({ first, count }) => first <= frame && frame < first + count) ?? null;
}

/** Return the element that a frame comes from, and the viewing transform that its scan is shown through. */
export function viewingWords(reel: Reel): string {
  const kind = t(`element.kind.${reel.element_kind}`);
  return `${kind} · ${t(`viewing.${reel.coding}${reel.is_negative ? "_negative" : ""}`)}`;
}
