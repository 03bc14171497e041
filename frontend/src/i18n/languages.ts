import type { Locale } from "./locale";
import { tCode } from "./messages";

/** The languages that Hong Kong films are most heard in, as files are tagged. */
export const SPOKEN = ["yue", "cmn", "eng"] as const;

/** Return a language's name; browsers call Mandarin "Chinese", so the usual ones have names of our own. */
export function languageName(code: string, locale: Locale): string {
  return tCode("language", code, {}, browserName(code, locale));
}

function browserName(code: string, locale: Locale): string {
  try {
    return new Intl.DisplayNames([locale], { type: "language" }).of(code) ?? code;
  } catch {
    // Files are tagged with codes that are none.
    return code;
  }
}
