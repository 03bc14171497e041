import type { Rate, ScanFacts, ScanRow } from "../api/types";
import { formatCount, formatDuration } from "../i18n/format";
import { t } from "../i18n/messages";

/** Return a rate as people write it: 24, 25, or 23.976 for 24000/1001. */
export function rateText(rate: Rate): string {
  const value = rate.num / rate.den;
  return rate.den === 1 ? String(rate.num) : value.toFixed(3);
}

/** Return how a reel is called in lists: its number, its name and its length. */
export function reelLabel(scan: ScanRow): string {
  const frames = scan.frame_count ?? 0;
  return [t("scan.reel", { n: scan.reel }), scan.reel_name, t("scan.frames", { n: frames, text: formatCount(frames) })]
    .filter((part) => part !== "")
    .join(" · ");
}

/** Return one line of what was measured on a scan. */
export function scanFacts(scan: ScanRow): string {
  const parts: string[] = [];
  if (scan.width && scan.height) {
    parts.push(`${scan.width} × ${scan.height}`);
  }
  if (scan.bit_depth) {
    parts.push(t("scan.bits", { n: scan.bit_depth }));
  }
  if (scan.frame_count && scan.rate) {
    parts.push(t("scan.frames", { n: scan.frame_count, text: formatCount(scan.frame_count) }));
    parts.push(t("scan.rate", { rate: rateText(scan.rate) }));
    parts.push(formatDuration((scan.frame_count * scan.rate.den) / scan.rate.num));
  }
  if (scan.codec) {
    parts.push(scan.codec);
  }
  return parts.join(" · ");
}

/** Return what people declared of the medium, or had undone when it was read. */
export function declaredFacts(scan: Pick<ScanFacts, "infrared" | "pulldown_undone">): string[] {
  const facts: string[] = [];
  if (scan.infrared) {
    facts.push(t(scan.infrared === "alpha" ? "scan.infrared_alpha" : "scan.infrared"));
  }
  const undone = scan.pulldown_undone;
  if (undone) {
    const { frame_count, incomplete, edits } = undone;
    facts.push(t("scan.pulldown_undone", { rate: rateText(undone.rate), frames: frame_count, incomplete, edits }));
  }
  return facts;
}
