import { t, tCode } from "../i18n/messages";

/** Return a stage's name in the reader's language. */
export const stageName = (stage: string): string => tCode("stage", stage, {}, stage);

/** Return a parameter's name: the stage's own, or the one that stages share. */
export const parameterName = (stage: string, name: string): string =>
  tCode(`parameter.${stage}`, name, {}, tCode("parameter", name, {}, name));

/** Return what a value of a choice means. */
export const choiceText = (stage: string, name: string, value: number): string =>
  tCode(`choice.${stage}.${name}`, String(value), {}, String(value));

/** Return what a person must know before choosing a value; empty where its name says it all. */
export const choiceWarning = (stage: string, name: string, value: number): string =>
  tCode(`choice.${stage}.${name}`, `${value}.explain`, {}, "");

/** Return the value of a stage's parameter as people read it; null is no value of its own. */
export const valueText = (stage: string, name: string, value: unknown, unit: string): string =>
  unit === "choice" && typeof value === "number" ? choiceText(stage, name, value) : parameterText(value, unit);

/** How many of a parameter's steps make one of what people read. */
export const UNIT_STEPS: Readonly<Record<string, number>> = {
  "1/1000": 10,
  "1/256 px": 256,
  "1/1000 point": 1000,
  "1/1000 density": 1000,
  "1/10000": 10_000,
};

/** Return a parameter's integer in the unit people read: thousandths as per cent, 256ths of a pixel as pixels. */
export function parameterText(value: unknown, unit: string): string {
  if (typeof value !== "number") {
    return t("parameter.as_film");
  }
  const shown = value / (UNIT_STEPS[unit] ?? 1);
  switch (unit) {
    case "1/1000":
      return `${rounded(shown, 2)} %`;
    case "1/256 px":
    case "px":
      return t("unit.px", { n: rounded(shown, 2) });
    case "frames":
      return t("unit.frames", { n: rounded(shown, 0) });
    case "times":
      return `×${value}`;
    case "1/1000 point":
      return t("unit.points", { n: signed(shown) });
    case "1/1000 density":
      return t("unit.density", { n: rounded(shown, 3) });
    default:
      return rounded(shown, 4);
  }
}

const rounded = (value: number, places: number): string => String(Number(value.toFixed(places)));

/** Return printer points with their sign; they go both ways from the picture as it is. */
const signed = (value: number): string =>
  value < 0 ? `−${rounded(-value, 3)}` : `${value > 0 ? "+" : ""}${rounded(value, 3)}`;
