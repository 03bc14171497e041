import { expect, test } from "vitest";
import type { SideState } from "../../src/engine";
import { pictureWorth } from "../../src/review/pictureWorth";

const side = (changes: Partial<SideState>): SideState => ({
  side: "source",
  rung: "540p",
  picture: "proxy",
  isRestored: false,
  exact: null,
  ...changes,
});

test("only a still of every bit is called exact", () => {
  expect(pictureWorth(side({ picture: "still", exact: { bits: 10, bitDepth: 10 } }))).toBe("picture.exact");
  expect(pictureWorth(side({ picture: "still", exact: { bits: 12, bitDepth: 16 } }))).toBe("picture.rounded");
  expect(pictureWorth(side({ picture: "proxy" }))).toBe("picture.proxy 540p");
});

test("a window, a missing picture and none at all are no proxies", () => {
  const words = (["window", "missing", "none"] as const).map((picture) => pictureWorth(side({ picture })));
  expect(words.at(-1)).toBe("");
  expect(new Set(words).size).toBe(3);
  for (const word of words) expect(word).not.toContain("540p");
});
