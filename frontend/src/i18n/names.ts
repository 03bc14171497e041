import type { Names } from "../api/types";
import type { Locale } from "./locale";

const ORDER: Record<Locale, (keyof Names)[]> = {
  "zh-Hant-HK": ["zh_hant", "zh_hans", "en"],
  "zh-Hans": ["zh_hans", "zh_hant", "en"],
  en: ["en", "zh_hant", "zh_hans"],
};

const LANG: Record<keyof Names, string> = { zh_hant: "zh-Hant", zh_hans: "zh-Hans", en: "en" };

export interface WrittenName {
  text: string;
  lang: string;
}

/** Return every distinct name with its language, the reader's own script first. */
export function namesInOrder(names: Names, locale: Locale): WrittenName[] {
  const written: WrittenName[] = [];
  for (const script of ORDER[locale]) {
    const text = names[script].trim();
    if (text && !written.some((name) => name.text === text)) {
      written.push({ text, lang: LANG[script] });
    }
  }
  return written;
}

/** Return the name in the reader's script, or the nearest there is. */
export function mainName(names: Names, locale: Locale): string {
  return namesInOrder(names, locale)[0]?.text ?? "";
}
