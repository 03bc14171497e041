import { describe, expect, test } from "vitest";
import type { Manifest } from "../../src/engine";
import { Look } from "../../src/engine/look";
import { Sides } from "../../src/engine/sides";
import { FakeSupply, planar } from "./fake-supply";
import { manifestOf } from "./manifests";

const LADDER = ["540p", "1080p", "2160p"];

function ofHeight(height: number, crop: Manifest["crop"] = null): Manifest {
  return { ...manifestOf([48], [], LADDER), width: (height * 16) / 9, height, crop };
}

function opened(...manifests: Manifest[]): { sides: Sides; supply: FakeSupply } {
  const supply = new FakeSupply();
  const sides = new Sides(supply);
  sides.set(manifests, () => 540);
  return { sides, supply };
}

describe("the rung", () => {
  test("suits the sides that come, not those that go", () => {
    const supply = new FakeSupply();
    const sides = new Sides(supply);
    const look = new Look({ width: 1600, height: 900 }, sides);
    look.zoomTo(1);
    const rungs = (manifests: Manifest[]) => {
      sides.set(manifests, (count, raster) => look.rowsFor(count, raster));
      return sides.all.map(({ rung }) => rung.name);
    };
    const scan = ofHeight(1080);
    expect(rungs([scan])).toEqual(["1080p"]);
    expect(rungs([scan, ofHeight(2160)])).toEqual(["2160p", "2160p"]);
    expect(rungs([scan])).toEqual(["1080p"]);
    expect(supply.opened.map(({ rung }) => rung.name)).toEqual(["1080p", "2160p", "2160p", "1080p"]);
  });

  test("that the browser cannot play makes way for the nearest that it can, which stays", () => {
    const { sides, supply } = opened(ofHeight(2160));
    supply.unplayable.add("2160p");
    expect(sides.setPolicy("2160p", 540)).toBe(true);
    expect(sides.all.map(({ rung }) => rung.name)).toEqual(["1080p"]);
    expect(sides.refresh(2160)).toBe(false);
    expect(supply.opened.map(({ isClosed }) => isClosed)).toEqual([true, false]);
    supply.unplayable.add("1080p").add("540p");
    expect(() => sides.set([ofHeight(2160)], () => 540)).toThrow(
      expect.objectContaining({ code: "codec_unsupported" }),
    );
    expect(sides.all.map(({ rung }) => rung.name)).toEqual(["1080p"]);
  });

  test("of fitted panes is that of a pane, of one side alone that of the canvas", () => {
    const sides = new Sides(new FakeSupply());
    const look = new Look({ width: 1920, height: 1080 }, sides);
    look.recallMode("side_by_side");
    const raster = { width: 1920, height: 1080, pixelAspect: { num: 1, den: 1 } };
    expect([look.rowsFor(1, raster), look.rowsFor(2, raster)]).toEqual([1080, 539]);
  });
});

describe("the raster", () => {
  test("is that of the tallest side, but never a reference's beside the film", () => {
    const reference = { ...ofHeight(2160), is_reference: true };
    expect(opened(ofHeight(1080), reference).sides.raster.height).toBe(1080);
    expect(opened(ofHeight(1080), ofHeight(1500), reference).sides.raster.height).toBe(1500);
    expect(opened(reference).sides.raster.height).toBe(2160);
  });
});

describe("sides", () => {
  test("given again keep their pictures, others are closed", () => {
    const [scan, version] = [ofHeight(1080), ofHeight(1080)];
    const { sides, supply } = opened(scan, version);
    expect(sides.set([version], () => 540)).toBe(false);
    expect(supply.opened.map(({ isClosed }) => isClosed)).toEqual([true, false]);
  });

  test("of unequal length are refused, and those before stay", () => {
    const { sides, supply } = opened(ofHeight(1080));
    const longer = { ...manifestOf([60], [], LADDER) };
    const refused = expect.objectContaining({ code: "sides_differ" });
    expect(() => sides.set([ofHeight(1080), longer], () => 540)).toThrow(refused);
    expect([sides.all.length, supply.opened.map(({ isClosed }) => isClosed)]).toEqual([1, [false]]);
  });

  test("have the raster of the whole picture where a window shows a part of it", () => {
    const crop = { x: 100, y: 50, width: 640, height: 360, picture_width: 1920, picture_height: 1080 };
    const { sides } = opened(ofHeight(360, crop));
    expect(sides.rasterOf(0)).toEqual({ width: 1920, height: 1080 });
    expect(sides.raster.height).toBe(1080);
    expect(sides.rasterOf(1)).toBeNull();
  });
});

describe("a glimpse", () => {
  const decode = (supply: FakeSupply, ...frames: (number | null)[]) =>
    supply.glimpses.forEach((source, side) => {
      const frame = frames[side] ?? null;
      if (frame !== null) source.pictures.set(frame, planar(frame));
    });

  test("is of the smallest rung that all sides have, and of one frame on all of them", () => {
    const reference = { ...manifestOf([48], [], ["1080p", "2160p"]), side: "reference:1" };
    const { sides, supply } = opened(ofHeight(2160), reference);
    sides.refresh(2160);
    expect(supply.glimpses.map(({ rung }) => rung.name)).toEqual(["1080p", "1080p"]);
    decode(supply, 7, 8);
    expect([sides.glimpse(7), sides.glimpse(8)]).toEqual([null, null]);
    decode(supply, null, 7);
    expect(sides.glimpse(7)?.map(({ frame }) => frame)).toEqual([7, 7]);
    expect(sides.pictures(7)).toBeNull();
  });

  test("is none where the smallest rung is shown anyway, or a part of the picture", () => {
    const { sides, supply } = opened(ofHeight(1080));
    expect(supply.glimpses).toEqual([]);
    sides.refresh(1080);
    sides.refresh(540);
    expect(supply.glimpses.map(({ isClosed }) => isClosed)).toEqual([true]);
    const crop = { x: 0, y: 0, width: 640, height: 360, picture_width: 1920, picture_height: 1080 };
    sides.set([ofHeight(1080), ofHeight(360, crop)], () => 1080);
    expect(supply.glimpses).toHaveLength(1);
  });
});
