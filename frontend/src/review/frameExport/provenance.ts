import type { FrameAddress, Side } from "../../api/types";
import type { ViewerState } from "../../engine";
import { currentLocale, t } from "../../i18n/messages";
import { mainName } from "../../i18n/names";
import { addressLine } from "../address";
import { adjustedSides } from "../adjust/adjusted";
import { adjustmentWords } from "../adjust/adjustmentWords";
import { modeWords } from "../modes/modeWords";
import { pictureWorth } from "../pictureWorth";
import type { Review } from "../review.svelte";
import { sideLetter, sideName } from "../sides";
import { reelAt, viewingWords } from "../viewing/viewingWords";

/** What was on the screen when the frame was taken: both change while the rest of its provenance is asked for. */
export interface Seen {
  readonly state: ViewerState | null;
  readonly sides: readonly Side[];
}

/** What an exported frame says of itself, line by line, in the reader's language. */
export function provenanceLines(review: Review, { state, sides }: Seen, address: FrameAddress, now: Date): string[] {
  const { restoration } = review;
  const film = restoration.value?.film;
  const title = film ? `${mainName(film.names, currentLocale())} (${film.year})` : "";
  const named = sides.map((side, index) => {
    const seen = state?.sides[index];
    return `${sideLetter(index)}: ${sideName(side)} (${seen ? pictureWorth(seen) : ""})`;
  });
  const reel = reelAt(review.timeline.value?.reels ?? [], address.assembly_frame);
  const adjusted = adjustedSides(state?.adjustments ?? []).map((side) => {
    const adjustment = state?.adjustments[side];
    return `${sideLetter(side)}: ${adjustment ? adjustmentWords(adjustment) : ""}`;
  });
  return [
    [title, restoration.value?.name ?? ""].filter(Boolean).join(" · "),
    `${t("frames.one", { n: address.assembly_frame })} · ${addressLine(address)}`,
    named.join(" · "),
    reel ? viewingWords(reel) : "",
    [state ? modeWords(state.mode) : "", ...(adjusted.length > 0 ? [t("adjust.sign"), ...adjusted] : [])].join(" · "),
    `${dateWords(now)} · Answerprint`,
  ].filter((line) => line !== "");
}

function dateWords(now: Date): string {
  return new Intl.DateTimeFormat(currentLocale(), { dateStyle: "medium", timeStyle: "short" }).format(now);
}
