import type { SoundTrack } from "../../engine";
import type { Locale } from "../../i18n/locale";

/** Return what a track is called: its language, its label, or both; else `fallback`. */
export function trackName(track: SoundTrack, locale: Locale, fallback: string): string {
  const parts = [languageName(track.language, locale), track.label].filter((part) => part !== "");
  return parts.join(" · ") || fallback;
}

function languageName(code: string, locale: Locale): string {
  if (code === "") {
    return "";
  }
  try {
    return new Intl.DisplayNames([locale], { type: "language" }).of(code) ?? code;
  } catch {
    // Files are tagged with codes that are none.
    return code;
  }
}
