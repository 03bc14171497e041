import type { Problem } from "../api/problem";
import { t } from "../i18n/messages";

/** Return the sentence a person reads: the site's own, or ours where the site said nothing. */
export function problemSentence(problem: Problem): string {
  if (problem.message && problem.code !== "unexpected") {
    return problem.message;
  }
  return problem.code === "unreachable" ? t("problem.unreachable") : t("problem.unexpected", { code: problem.code });
}
