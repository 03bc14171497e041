import type { Mode } from "../../engine";
import { t } from "../../i18n/messages";
import { sideLetter } from "../sides";

/** Return what a mode is called. */
export function modeName(mode: Mode): string {
  return mode.kind === "single" ? t("mode.single", { side: sideLetter(mode.side) }) : t(`key.${mode.kind}`);
}

/** Return a mode with what is set of it, where that changes what a picture means. */
export function modeWords(mode: Mode): string {
  const name = modeName(mode);
  switch (mode.kind) {
    case "blend":
      return `${name} ${Math.round(mode.share * 100)} %`;
    case "loupe":
      return `${name} ${mode.factor}×`;
    case "difference":
      return `${name}: ${t(`measure.${mode.measure}`)}, ${mode.gain}×`;
    default:
      return name;
  }
}
