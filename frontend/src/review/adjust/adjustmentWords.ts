import { type Adjustment, NEUTRAL } from "../../engine";
import { t } from "../../i18n/messages";
import { stopsText } from "./adjusted";

/** Return in words what an adjustment changes; empty where it changes nothing. */
export function adjustmentWords(adjustment: Adjustment): string {
  const { exposure, gamma, saturation, channel, falseColor } = adjustment;
  const parts = [
    exposure === NEUTRAL.exposure ? "" : `${t("adjust.exposure")} ${stopsText(exposure)}`,
    gamma === NEUTRAL.gamma ? "" : `${t("adjust.gamma")} ${gamma}`,
    saturation === NEUTRAL.saturation ? "" : `${t("adjust.saturation")} ${Math.round(saturation * 100)} %`,
    channel === NEUTRAL.channel ? "" : t(`channel.${channel}`),
    falseColor ? t("adjust.false_color") : "",
  ];
  return parts.filter((part) => part !== "").join(", ");
}
