import type { CodedChange } from "../api/types";
import { type Parameters, t, tCode } from "../i18n/messages";
import { parameterName, stageName, valueText } from "./parameterText";

/** Recipe changes and reasons for rendering, in words that need no knowledge of the engine. */

/** Return what a change of the recipe means. */
export function changeWords(change: CodedChange): string {
  return tCode("change", changeCode(change), parametersOf(change), change.code) + scopeWords(change["scope"]);
}

/** A look file comes, goes or gives way to another. */
function changeCode(change: CodedChange): string {
  if (change.code !== "look") {
    return change.code;
  }
  return change["before"] ? (change["after"] ? "look_replaced" : "look_removed") : "look_added";
}

/** Return why a segment is rendered. */
export function reasonWords(reason: CodedChange): string {
  const kind = text(reason["kind"]);
  const frames = reason["frames"];
  const parameters = {
    ...parametersOf(reason),
    kind: tCode("treatment", kind, {}, kind),
    n: Array.isArray(frames) ? frames.length : 0,
  };
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
    parameter: parameterName(stage, parameter),
    before: valueText(stage, parameter, coded["before"], unit),
    after: valueText(stage, parameter, coded["after"], unit),
  };
}

function scopeWords(scope: unknown): string {
  if (typeof scope !== "object" || scope === null) {
    return "";
  }
  const { kind, first, end } = scope as { kind?: string; first?: number; end?: number };
  if (kind === "frames" && first !== undefined && end !== undefined) {
    return t(end - 1 === first ? "change.in_frame" : "change.in_frames", { first, last: end - 1 });
  }
  return kind === "shot" && first !== undefined ? t("change.in_shot", { first }) : "";
}

const text = (value: unknown): string => (typeof value === "string" ? value : "");
