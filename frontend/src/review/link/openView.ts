import type { Player } from "../player.svelte";
import type { Review } from "../review.svelte";
import type { SharedView } from "./sharedView";
import { viewQuery } from "./viewLink";

/** Look as a link says, as soon as there is something to look at. */
export function openView(player: Player, shared: Partial<SharedView>): void {
  player.whenShown((frameCount) => {
    if (shared.mode) {
      player.setMode(shared.mode);
    }
    if (shared.pair) {
      player.setPair(shared.pair);
    }
    if (shared.view) {
      player.setView(shared.view);
    }
    for (const [side, adjustment] of shared.adjustments?.entries() ?? []) {
      player.adjust(side, adjustment);
    }
    if (shared.frame !== undefined) {
      player.seek(Math.min(shared.frame, frameCount - 1));
    }
  });
}

/** Return the address of exactly what is looked at; null before anything is. */
export function viewAddress(review: Review): string | null {
  const { now } = review.player;
  if (now === null) {
    return null;
  }
  const { frame, mode, pair, view, adjustments } = now;
  const query = viewQuery({ sides: review.comparison.chosen, frame, mode, pair, view, adjustments });
  return `${location.origin}${location.pathname}?${query}`;
}
