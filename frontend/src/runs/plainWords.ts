import type { CodedChange } from "../api/types";
import { type Parameters, t, tCode } from "../i18n/messages";
import { parameterText, stageName } from "./parameterText";

/** Recipe changes and reasons for rendering, in words that need no knowledge of the engine. */

/** Return what a change of the recipe means. */
export function changeWords(change: CodedChange): string {
  return tCode("change", change.code, parametersOf(change), change.code) + scopeWords(change["scope"]);
}

/** Return why a segment is rendered. */
export function reasonWords(reason: CodedChange): string {
  const kind = text(reason["kind"]);
  const parameters = { ...parametersOf(reason), kind: tCode("treatment", kind, {}, kind) };
  return tCode("reason", reasonCode(reason), parameters, reason.code);
}

/** A reason that says how something changed has one sentence for each way. */
function reasonCode(reason: CodedChange): string {
  const change = text(reason["change"]);
  if (reason.code === "note") {
    return `note_${change}`;
  }
  return reason.code === "recipe_changed" ? `recipe_${change}` : reason.code;
}

function parametersOf(coded: CodedChange): Parameters {
  const stage = text(coded["stage"]);
  const parameter = text(coded["parameter"]);
  const unit = text(coded["unit"]);
  const values: Parameters = {};
  for (const [name, value] of Object.entries(coded)) {
    if (typeof value === "string" || typeof value === "number") {
      values[name] = value;
    }
  }
  return {
    ...values,
    stage: stageName(stage),
    parameter: tCode(`parameter.${stage}`, parameter, {}, tCode("parameter", parameter, {}, parameter)),
    before: parameterText(coded["before"], unit),
    after: parameterText(coded["after"], unit),
  };
}

function scopeWords(scope: unknown): string {
  if (typeof scope !== "object" || scope === null) {
    return "";
  }
  const { kind, first, end } = scope as { kind?: string; first?: number; end?: number };
  if (kind === "frames" && first !== undefined && end !== undefined) {
    return t("change.in_frames", { first, last: end - 1 });
  }
  return kind === "shot" && first !== undefined ? t("change.in_shot", { first }) : "";
}

const text = (value: unknown): string => (typeof value === "string" ? value : "");
