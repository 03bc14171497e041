import { type Adjustment, type Channel, NEUTRAL } from "../../engine";
import { isAdjusted } from "../adjust/adjusted";
import { numberText, textNumber } from "./numberText";

/** An adjustment as `exposure:gamma:saturation:channel:1` (1: false colour); neutral is empty. */

const CHANNELS: readonly Channel[] = ["all", "red", "green", "blue", "luma"];

/** Return the adjustment as text. */
export function adjustmentText(adjustment: Adjustment): string {
  if (!isAdjusted(adjustment)) {
    return "";
  }
  const { exposure, gamma, saturation, channel, falseColor } = adjustment;
  return [...[exposure, gamma, saturation].map(numberText), channel, falseColor ? "1" : "0"].join(":");
}

/** Return the adjustment that a text stands for; what is not understood of it is neutral. */
export function textAdjustment(text: string): Adjustment {
  const [exposure, gamma, saturation, channel, falseColor] = text.split(":");
  return {
    exposure: textNumber(exposure) ?? NEUTRAL.exposure,
    gamma: textNumber(gamma) ?? NEUTRAL.gamma,
    saturation: textNumber(saturation) ?? NEUTRAL.saturation,
    channel: CHANNELS.find((one) => one === channel) ?? NEUTRAL.channel,
    falseColor: falseColor === "1",
  };
}
