import { t, tCode } from "../i18n/messages";

/** Return a stage's name in the reader's language. */
export const stageName = (stage: string): string => tCode("stage", stage, {}, stage);

/** Return a parameter's integer in the unit people read: thousandths as per cent, 256ths of a pixel as pixels. */
export function parameterText(value: unknown, unit: string): string {
  if (typeof value !== "number") {
    return t("parameter.as_film");
  }
  switch (unit) {
    case "1/1000":
      return `${trim(value / 10)} %`;
    case "1/256 px":
      return t("unit.px", { n: trim(value / 256) });
    case "px":
      return t("unit.px", { n: trim(value) });
    case "frames":
      return t("unit.frames", { n: trim(value) });
    case "times":
      return `×${value}`;
    default:
      return trim(value);
  }
}

const trim = (value: number): string => String(Math.round(value * 100) / 100);
