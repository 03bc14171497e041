import type { Action, Aspect, Verdict } from "../../api/types";
import type { Tone } from "../../ui/tone";

/** What can be decided, and by whom. */

export const ASPECTS: Aspect[] = ["completeness", "damage", "texture", "colour", "titles", "sound"];

export const VERDICT_TONE: Record<Verdict, Tone> = { approve: "good", sign_off: "good", return: "warn" };

const NEEDS: Record<Verdict, Action[]> = {
  approve: ["decide"],
  return: ["decide"],
  sign_off: ["sign_off"],
};

/** Return the verdicts a person with these powers may give. */
export function verdictsFor(may: (action: Action) => boolean): Verdict[] {
  return (["approve", "sign_off", "return"] as const).filter((verdict) => NEEDS[verdict].some(may));
}
