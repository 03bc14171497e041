import type { SoundTrack } from "../../engine";
import type { Locale } from "../../i18n/locale";
import { tCode } from "../../i18n/messages";

/** Return what a track is called: its language, its label, or both; else `fallback`. */
export function trackName(track: SoundTrack, locale: Locale, fallback: string): string {
  const parts = [languageName(track.language, locale), track.label].filter((part) => part !== "");
  return parts.join(" · ") || fallback;
}

/** Browsers call Mandarin "Chinese": the languages of Hong Kong films have names of our own. */
function languageName(code: string, locale: Locale): string {
  return code === "" ? "" : tCode("language", code, {}, browserName(code, locale));
}

function browserName(code: string, locale: Locale): string {
  try {
    return new Intl.DisplayNames([locale], { type: "language" }).of(code) ?? code;
  } catch {
    // Files are tagged with codes that are none.
    return code;
  }
}
