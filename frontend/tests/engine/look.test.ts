import { describe, expect, test } from "vitest";
import { FIT, NEUTRAL, toFilm } from "../../src/engine";
import { Look } from "../../src/engine/look";
import type { SideSource } from "../../src/engine/side-source";
import { Sides } from "../../src/engine/sides";
import { FakeSupply } from "./fake-supply";
import { manifestOf } from "./manifests";

const CANVAS = { width: 802, height: 400 };
const RASTER = { width: 640, height: 480, pixelAspect: { num: 1, den: 1 } };

/** A look at this many sides, of which only the number and the raster are asked. */
function lookAt(count: number): Look {
  const side = { manifest: manifestOf([48]) } as SideSource;
  return new Look(CANVAS, { all: Array.from({ length: count }, () => side), raster: RASTER });
}

describe("modes", () => {
  test("begin with a wipe, or the only side there is", () => {
    expect(lookAt(2).mode).toEqual({ kind: "wipe", position: 0.5, angle: 0 });
    expect(lookAt(1).mode).toEqual({ kind: "single", side: 0 });
  });

  test("come back as they were left", () => {
    const look = lookAt(2);
    look.setMode({ kind: "wipe", position: 0.2, angle: 30 });
    look.setMode({ kind: "difference", measure: "signed", gain: 8 });
    look.recallMode("wipe");
    expect(look.mode).toEqual({ kind: "wipe", position: 0.2, angle: 30 });
    expect(look.lastMode("difference").gain).toBe(8);
  });

  test("flip between the two of the pair, whichever they are", () => {
    const look = lookAt(4);
    look.setPair([3, 1]);
    const seen = [0, 1, 2].map(() => {
      look.flip();
      return look.mode;
    });
    expect(seen).toEqual([3, 1, 3].map((side) => ({ kind: "single", side })));
  });
});

test("adjustments belong to one side and stop at their ends", () => {
  const look = lookAt(2);
  look.setAdjustment(1, { ...NEUTRAL, exposure: 99 });
  expect(look.adjustments).toEqual([NEUTRAL, { ...NEUTRAL, exposure: 4 }]);
});

describe("the view", () => {
  test("is fitted into a pane, so that a smaller picture asks for fewer rows", () => {
    const look = lookAt(2);
    expect(look.rows).toBe(400);
    look.recallMode("side_by_side");
    expect(look.rows).toBe(300);
    look.recallMode("quad");
    expect(look.rows).toBe(199);
  });

  test("is zoomed at the point under the pointer in the pane that it is over", () => {
    const look = lookAt(2);
    look.recallMode("side_by_side");
    const pointer = { x: 652, y: 230 };
    const before = look.panes[1];
    look.zoomTo(4, pointer);
    const after = look.panes[1];
    if (before === undefined || after === undefined) throw new Error("no second pane");
    expect(toFilm(pointer, after.box).x).toBeCloseTo(toFilm(pointer, before.box).x, 2);
    expect(toFilm(pointer, after.box).y).toBeCloseTo(toFilm(pointer, before.box).y, 2);
  });

  test("is zoomed by one factor after another, each from where the last one left it", () => {
    const look = lookAt(2);
    look.zoomTo(1);
    look.zoomBy(1.1);
    look.zoomBy(1.1, { x: 652, y: 230 });
    expect(look.scale).toBeCloseTo(1.21, 9);
  });

  test("moves in all panes together", () => {
    const look = lookAt(4);
    look.recallMode("quad");
    look.zoomTo(1);
    const before = look.panes.map(({ box }) => box.x);
    look.pan(17, 0);
    expect(look.panes.map(({ box }, index) => box.x - (before[index] ?? 0))).toEqual([17, 17, 17, 17]);
  });

  test("fitted is smooth; enlarged it is even blocks, unless asked otherwise", () => {
    const look = lookAt(2);
    expect(look.scene.isSmooth).toBe(true);
    look.zoomTo(2);
    expect(look.scene.isSmooth).toBe(false);
    look.setEnlargement("filtered");
    expect(look.scene.isSmooth).toBe(true);
    look.setView(FIT);
    expect(look.scene.isSmooth).toBe(true);
  });
});

test("a pane says where the film's picture lies, and where within it that of a fitted reference does", () => {
  const scan = { ...manifestOf([48]), width: 1600, height: 900 };
  const reference = { ...manifestOf([48]), side: "reference:1", is_reference: true, width: 1200, height: 900 };
  const sides = new Sides(new FakeSupply());
  sides.set([scan, reference], () => 540);
  const look = new Look({ width: 1600, height: 900 }, sides);
  const [over, under] = [...look.panes].sort((one, other) => one.side - other.side);
  const box = { x: 0, y: 0, width: 1600, height: 900 };
  expect([over?.box, over?.picture, under?.box]).toEqual([box, box, box]);
  expect(under?.picture).toEqual({ x: 200, y: 0, width: 1200, height: 900 });
  expect([look.fitOf(0), look.fitOf(1), look.fitOf(2)]).toEqual([
    null,
    { x: 0.125, y: 0, width: 0.75, height: 1 },
    null,
  ]);
});
