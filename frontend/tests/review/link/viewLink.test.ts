import { expect, test } from "vitest";
import { FIT, type Mode, NEUTRAL } from "../../../src/engine";
import type { SharedView } from "../../../src/review/link/sharedView";
import { queryView, viewQuery } from "../../../src/review/link/viewLink";

const VERSION = "version:4d2f8a9c-aaaa-4bbb-8ccc-0123456789ab:restored";
const PLAIN: SharedView = {
  sides: ["source", VERSION],
  frame: 70,
  mode: { kind: "wipe", position: 0.5, angle: 0 },
  pair: [0, 1],
  view: FIT,
  adjustments: [NEUTRAL, NEUTRAL],
};

test("a link says what is looked at in words that people can read", () => {
  expect(viewQuery(PLAIN)).toBe(`sides=source,${VERSION}&frame=70&mode=wipe:0.5:0`);
});

test("zoom, adjustments and a pair of three are in it where they are not as at first", () => {
  const shared: SharedView = {
    ...PLAIN,
    sides: ["source", VERSION, "source"],
    pair: [2, 1],
    view: { zoom: 2, centre: { x: 0.25, y: 1 / 3 } },
    adjustments: [NEUTRAL, { ...NEUTRAL, exposure: -1.5, channel: "red", falseColor: true }, NEUTRAL],
  };
  expect(viewQuery(shared)).toBe(
    `sides=source,${VERSION},source&frame=70&mode=wipe:0.5:0&pair=2,1&view=2:0.25:0.33333&adjust=,-1.5:1:1:red:1,`,
  );
});

const MODES: readonly Mode[] = [
  { kind: "single", side: 1 },
  { kind: "wipe", position: 0.125, angle: 35 },
  { kind: "side_by_side" },
  { kind: "stacked" },
  { kind: "quad" },
  { kind: "loupe", at: { x: 0.2, y: 0.8 }, radius: 160, factor: 4 },
  { kind: "blend", share: 0.3 },
  { kind: "checkerboard", cells: 12 },
  { kind: "difference", measure: "grain", gain: 16 },
];

test.each(MODES)("opening a link to $kind shows what was shown", (mode) => {
  const shared: SharedView = {
    ...PLAIN,
    mode,
    view: { zoom: 4, centre: { x: 0.1, y: 0.9 } },
    adjustments: [{ ...NEUTRAL, gamma: 1.4, saturation: 0 }, NEUTRAL],
  };
  const { pair: _, ...rest } = shared;
  expect(queryView(`?${viewQuery(shared)}`)).toEqual(rest);
});

test("parts that are not there are left out", () => {
  expect(queryView("")).toEqual({});
  expect(queryView("?frame=12")).toEqual({ frame: 12 });
});

test.each([
  "frame=twelve",
  "frame=-1",
  "frame=1.5",
  "mode=holograph:1",
  "mode=toString",
  "pair=0",
  "pair=a,b",
  "view=0:0.5:0.5",
  "view=2:0.5",
  "sides=",
  "unknown=1",
])("what is not understood is ignored: %s", (query) => {
  expect(queryView(`?${query}`)).toEqual({});
});

test("a broken setting is as at first, the others are kept", () => {
  expect(queryView("?mode=wipe:x:30").mode).toEqual({ kind: "wipe", position: 0.5, angle: 30 });
  expect(queryView("?mode=difference:sideways:8").mode).toEqual({ kind: "difference", measure: "absolute", gain: 8 });
  expect(queryView("?adjust=1:NaN:1:mauve:1").adjustments).toEqual([{ ...NEUTRAL, exposure: 1, falseColor: true }]);
});
