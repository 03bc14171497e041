import { fill, type Parameters } from "./fill";
import type { Locale } from "./locale";

export type { Parameters } from "./fill";

/** The messages of the interface. A key that a language lacks is a type error here. */

type English = typeof import("../../messages/en.json");
export type MessageKey = keyof English;
export type Catalogue = Record<MessageKey, string>;

const LOADERS: Record<Locale, () => Promise<Catalogue>> = {
  en: async () => (await import("../../messages/en.json")).default,
  "zh-Hant-HK": async () => (await import("../../messages/zh-Hant-HK.json")).default,
  "zh-Hans": async () => (await import("../../messages/zh-Hans.json")).default,
};

let current: { locale: Locale; catalogue: Catalogue } | null = null;

/** Load one language and make it the interface's; the page's `lang` follows. */
export async function setLocale(locale: Locale): Promise<void> {
  current = { locale, catalogue: await LOADERS[locale]() };
  if (typeof document !== "undefined") {
    document.documentElement.lang = locale;
  }
}

/** Return the language in use. */
export function currentLocale(): Locale {
  return current?.locale ?? "en";
}

/** Return a message in the language in use. */
export function t(key: MessageKey, parameters: Parameters = {}): string {
  const message = current?.catalogue[key] ?? key;
  return fill(message, parameters, currentLocale());
}

/** Return the message for a code that the site sent, or `fallback` where the code is newer than this page. */
export function tCode(prefix: string, code: string, parameters: Parameters, fallback: string): string {
  const key = `${prefix}.${code}`;
  return isMessage(key) ? t(key, parameters) : fallback;
}

function isMessage(key: string): key is MessageKey {
  return current !== null && Object.hasOwn(current.catalogue, key);
}
