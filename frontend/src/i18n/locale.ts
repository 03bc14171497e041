/** The interface languages; the site writes the same codes in lower case. */

export const LOCALES = ["zh-Hant-HK", "zh-Hans", "en"] as const;
export type Locale = (typeof LOCALES)[number];

/** Return the interface language for the site's code; what is unknown reads English. */
export function localeOf(code: string): Locale {
  const wanted = code.toLowerCase();
  return LOCALES.find((locale) => locale.toLowerCase() === wanted) ?? "en";
}

/** Return the site's code for an interface language. */
export const siteCode = (locale: Locale): Lowercase<Locale> => locale.toLowerCase() as Lowercase<Locale>;

/** Every language is named in itself, so that it can be found by those who need it. */
export const LOCALE_NAMES: Record<Locale, string> = {
  "zh-Hant-HK": "繁體中文（香港）",
  "zh-Hans": "简体中文",
  en: "English",
};
