import { expect, test } from "vitest";
import { localeOf, siteCode } from "../../src/i18n/locale";
import { mainName, namesInOrder } from "../../src/i18n/names";

const NAMES = { zh_hant: "武狀元蘇乞兒", zh_hans: "武状元苏乞儿", en: "King of Beggars" };

test("the reader's script comes first", () => {
  expect(namesInOrder(NAMES, "zh-Hans").map((name) => name.lang)).toEqual(["zh-Hans", "zh-Hant", "en"]);
  expect(mainName(NAMES, "en")).toBe("King of Beggars");
});

test("a name that both scripts share is written once", () => {
  const names = { zh_hant: "阿郎的故事", zh_hans: "阿郎的故事", en: "" };
  expect(namesInOrder(names, "zh-Hant-HK").map((name) => name.text)).toEqual(["阿郎的故事"]);
});

test("a film without a name in the reader's script shows the nearest", () => {
  expect(mainName({ zh_hant: "", zh_hans: "", en: "Project A" }, "zh-Hant-HK")).toBe("Project A");
});

test("the site's language codes are read whatever their case", () => {
  expect(localeOf("zh-hant-hk")).toBe("zh-Hant-HK");
  expect(localeOf("fr")).toBe("en");
  expect(siteCode("zh-Hant-HK")).toBe("zh-hant-hk");
});
