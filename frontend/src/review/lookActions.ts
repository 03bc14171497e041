import type { OverlayKind } from "../api/pictures";
import { BLANKING_RATIOS } from "../engine";
import { t } from "../i18n/messages";
import { passing } from "../ui/messages.svelte";
import { exportFrame } from "./frameExport/exportFrame";
import type { PageCommand } from "./keys";
import { viewAddress } from "./link/openView";
import type { Review } from "./review.svelte";

type LookCommand = Extract<
  PageCommand,
  | "adjust"
  | "neutral"
  | "scopes"
  | "probe"
  | "overlays"
  | "references"
  | `overlay_${OverlayKind | "notes"}`
  | "blanking"
  | "enlargement"
  | "copy_link"
  | "export_frame"
>;

/** What the page's commands about looking do. */
export function lookActions(review: Review): Record<LookCommand, () => void> {
  const { player, tools, overlays } = review;
  return {
    adjust: () => tools.toggle("adjust"),
    neutral: () => player.neutralise(),
    scopes: () => tools.toggle("scopes"),
    probe: () => tools.toggle("probe"),
    overlays: () => tools.toggle("overlays"),
    references: () => tools.toggle("references"),
    overlay_changed: () => overlays.toggle("changed"),
    overlay_defects: () => overlays.toggle("defects"),
    overlay_text: () => overlays.toggle("text"),
    overlay_patches: () => overlays.toggle("patches"),
    overlay_protected: () => overlays.toggle("protected"),
    overlay_invention: () => overlays.toggle("invention"),
    overlay_notes: () => {
      tools.showsNotes = !tools.showsNotes;
    },
    blanking: () => tools.nextBlanking(BLANKING_RATIOS),
    enlargement: () => player.setEnlargement(player.now?.enlargement === "nearest" ? "filtered" : "nearest"),
    copy_link: () => void copyLink(review),
    export_frame: () => void saveFrame(review),
  };
}

async function copyLink(review: Review): Promise<void> {
  const address = viewAddress(review);
  if (address === null) {
    return;
  }
  try {
    await navigator.clipboard.writeText(address);
    passing.say(t("link.copied"));
  } catch {
    // Without a secure context there is no clipboard: the address bar takes the link instead.
    history.replaceState(null, "", address);
    passing.say(t("link.in_address"));
  }
}

async function saveFrame(review: Review): Promise<void> {
  try {
    passing.say(t((await exportFrame(review)) ? "export.saved" : "export.nothing"));
  } catch {
    passing.say(t("export.failed"));
  }
}
