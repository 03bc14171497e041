import type { SideState } from "../engine";
import { t } from "../i18n/messages";

/** Return in words what the picture of a side is worth: exact, rounded, a window, a proxy, missing; "" before the first. */
export function pictureWorth({ picture, exact, rung }: SideState): string {
  if (picture === "still") {
    return exact && exact.bits < exact.bitDepth ? t("picture.rounded", { n: exact.bits }) : t("picture.exact");
  }
  if (picture === "window" || picture === "missing") {
    return t(`picture.${picture}`);
  }
  return picture === "proxy" ? `${t("picture.proxy")} ${rung}`.trim() : "";
}
