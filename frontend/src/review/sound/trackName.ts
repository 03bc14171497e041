import type { SoundTrack } from "../../engine";
import { languageName } from "../../i18n/languages";
import type { Locale } from "../../i18n/locale";

/** Return what a track is called: its language, its label, or both; else `fallback`. */
export function trackName(track: SoundTrack, locale: Locale, fallback: string): string {
  const language = track.language && languageName(track.language, locale);
  return [language, track.label].filter((part) => part !== "").join(" · ") || fallback;
}
