import { expect, test } from "vitest";
import { placedIn } from "../../../src/review/draw/middle";
import { boxAround } from "../../../src/review/draw/shape";
import { sheetOf } from "../../../src/review/draw/sheet";
import { UNMOVED } from "../../../src/review/placements";

const PICTURE = { x: 0, y: 0, width: 1024, height: 512 };
const SHEET = sheetOf({ side: "source", box: PICTURE, clip: [] }, UNMOVED);
/** The right half of the picture is seen. */
const SEEN = { ...PICTURE, x: 512, width: 512 };

test.each(["rectangle", "ellipse", "circle", "polygon", "arrow"] as const)(
  "a %s takes a quarter of what is seen, in its middle",
  (tool) => {
    const points = placedIn(tool, SEEN, SHEET)?.points ?? [];
    expect(boxAround(points)).toEqual({ x: 45056, y: 24576, width: 8192, height: 16384 });
  },
);

test("a text begins in the middle, and selecting places nothing", () => {
  expect(placedIn("text", SEEN, SHEET)?.points).toEqual([{ x: 49152, y: 32768 }]);
  expect(placedIn("select", SEEN, SHEET)).toBeNull();
});
