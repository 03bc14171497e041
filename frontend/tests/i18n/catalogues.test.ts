import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import en from "../../messages/en.json";
import zhHans from "../../messages/zh-Hans.json";
import zhHantHK from "../../messages/zh-Hant-HK.json";
import { slotNames } from "../../src/i18n/fill";

const CHINESE: [string, Record<string, string>][] = [
  ["zh-Hant-HK", zhHantHK],
  ["zh-Hans", zhHans],
];
/** Written the same in Chinese; everything else that equals English was forgotten. */
const SAME_IN_ALL = new Set(["key.help", "draw.key.undo", "draw.key.redo"]);

test.each(CHINESE)("%s has exactly the English keys", (_locale, catalogue) => {
  expect(Object.keys(catalogue).sort()).toEqual(Object.keys(en).sort());
});

test.each(CHINESE)("%s shows every value that English shows, and no other", (_locale, catalogue) => {
  const differing = Object.entries(en).filter(([key, message]) => {
    const theirs = slotNames(catalogue[key] ?? "");
    const shown = [...message.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? "");
    return shown.some((name) => !theirs.includes(name)) || theirs.some((name) => !slotNames(message).includes(name));
  });
  expect(differing.map(([key]) => key)).toEqual([]);
});

test.each(CHINESE)("%s leaves no message in English", (_locale, catalogue) => {
  const english = Object.entries(en).filter(
    ([key, message]) => catalogue[key] === message && /[A-Za-z]{4,}/.test(message) && !SAME_IN_ALL.has(key),
  );
  expect(english.map(([key]) => key)).toEqual([]);
});

test.each([
  ["zh-Hant-HK", zhHantHK, ["擦除", "審片", "審查", "拒絕", "塗鴉", "幻覺", "畫格", "膠卷", "數位"]],
  ["zh-Hans", zhHans, ["擦除", "审片", "审查", "拒绝", "涂鸦", "幻觉"]],
])("%s avoids the words that read wrong in the trade", (_locale, catalogue, avoided) => {
  const all = Object.values(catalogue).join("\n");
  expect(avoided.filter((word) => all.includes(word))).toEqual([]);
});

test("every message is used by a screen", () => {
  const sources = sourceFiles(join(import.meta.dirname, "../../src")).map((path) => readFileSync(path, "utf8"));
  const text = sources.join("\n");
  const unused = Object.keys(en).filter((key) => !text.includes(`"${key}"`) && !isComposed(key, text));
  expect(unused).toEqual([]);
});

/** A key may be composed from a prefix and a code: `t(\`note.state.${state}\`)` or `tCode("change", code)`. */
function isComposed(key: string, text: string): boolean {
  const parts = key.split(".");
  return parts.some((_, index) => {
    const prefix = parts.slice(0, index + 1).join(".");
    return text.includes(`\`${prefix}.\${`) || text.includes(`tCode("${prefix}"`) || text.includes(`tCode(\`${prefix}`);
  });
}

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? sourceFiles(path) : [path];
  });
}
