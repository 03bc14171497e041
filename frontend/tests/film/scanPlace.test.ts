import { expect, test } from "vitest";
import type { Material, ScanRow } from "../../src/api/types";
import { joinPath, parentPath } from "../../src/film/rootPath";
import { nextReel, placeOf } from "../../src/film/scanPlace";

const material = (...reels: number[]): Material => ({
  elements: [
    {
      id: "e",
      kind: "print",
      gauge: "35 mm",
      condition: "",
      location: "",
      remarks: "",
      scans: reels.map((reel) => ({ reel }) as ScanRow),
    },
  ],
  restorations: [],
});

test("the next scan is the next reel", () => {
  expect(nextReel(null)).toBe(1);
  expect(nextReel(material(1, 3))).toBe(4);
});

test("a file brings its own rate, a sequence is given one", () => {
  const draft = {
    rate: "",
    element: "",
    reel: 2,
    reelName: " 2A ",
    isInfrared: false,
    undoesPulldown: false,
    isReference: false,
  };
  expect(placeOf(draft, false)).toEqual({ reel: 2, reel_name: "2A" });
  expect(placeOf({ ...draft, element: "e" }, true)).toEqual({ reel: 2, rate: "24", element_id: "e", reel_name: "2A" });
});

test("what the medium does not say itself is declared", () => {
  const draft = {
    rate: "",
    element: "",
    reel: 1,
    reelName: "",
    isInfrared: true,
    undoesPulldown: true,
    isReference: true,
  };
  expect(placeOf(draft, false)).toEqual({ reel: 1, infrared: "alpha", pulldown: "undo", is_reference: true });
});

test("paths below a root are relative", () => {
  expect(joinPath("", "reels")).toBe("reels");
  expect(joinPath("reels", "r1")).toBe("reels/r1");
  expect(parentPath("reels/r1")).toBe("reels");
  expect(parentPath("reels")).toBe("");
});
