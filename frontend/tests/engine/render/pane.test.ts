import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FIT, toCanvas, toFilm } from "../../../src/engine";
import { FIRST_MODES, type Mode } from "../../../src/engine/render/mode";
import { GAP, paneAt, panesOf } from "../../../src/engine/render/pane";

const RASTER = { width: 640, height: 480, pixelAspect: { num: 1, den: 1 } };
const CANVAS = { width: 1001, height: 500 };

function panes(mode: Mode, count = 2, view = FIT, canvas = CANVAS) {
  return panesOf({ mode, pair: [0, 1], count }, view, RASTER, canvas);
}

test("one side alone has the whole canvas", () => {
  const [pane, ...others] = panes({ kind: "single", side: 1 });
  expect(others).toEqual([]);
  expect(pane).toMatchObject({ side: 1, area: { x: 0, y: 0, width: 1001, height: 500 } });
});

test("panes beside each other are equally large, whatever is left over lies between them", () => {
  expect(panes(FIRST_MODES.side_by_side).map(({ side, area }) => ({ side, ...area }))).toEqual([
    { side: 0, x: 0, y: 0, width: 499, height: 500 },
    { side: 1, x: 502, y: 0, width: 499, height: 500 },
  ]);
  expect(panes(FIRST_MODES.stacked).map(({ area }) => area)).toEqual([
    { x: 0, y: 0, width: 1001, height: 249 },
    { x: 0, y: 251, width: 1001, height: 249 },
  ]);
});

test("four sides are laid out in reading order, three leave the last place empty", () => {
  const places = (count: number) => panes(FIRST_MODES.quad, count).map(({ side, area }) => [side, area.x, area.y]);
  expect(places(4)).toEqual([
    [0, 0, 0],
    [1, 502, 0],
    [2, 0, 251],
    [3, 502, 251],
  ]);
  expect(places(3)).toEqual(places(4).slice(0, 3));
});

test("all panes show the same part of the film, to the pixel", () => {
  const views = fc.record({
    zoom: fc.constantFrom<number | "fit">("fit", 0.5, 1, 4),
    centre: fc.record({ x: fc.double({ min: 0, max: 1, noNaN: true }), y: fc.double({ min: 0, max: 1, noNaN: true }) }),
  });
  const canvases = fc.record({ width: fc.integer({ min: 8, max: 4000 }), height: fc.integer({ min: 8, max: 4000 }) });
  const kinds = fc.constantFrom("side_by_side" as const, "stacked" as const, "quad" as const);
  fc.assert(
    fc.property(views, canvases, kinds, (view, canvas, kind) => {
      const [first, ...others] = panes(FIRST_MODES[kind], 4, view, canvas);
      for (const pane of others) {
        expect({ ...pane.box, x: pane.box.x - pane.area.x, y: pane.box.y - pane.area.y }).toEqual({
          ...first?.box,
          x: (first?.box.x ?? 0) - (first?.area.x ?? 0),
          y: (first?.box.y ?? 0) - (first?.area.y ?? 0),
        });
        const [right, bottom] = [pane.area.x + pane.area.width, pane.area.y + pane.area.height];
        expect(right <= canvas.width && bottom <= canvas.height).toBe(true);
      }
    }),
  );
});

describe("the pane at a point", () => {
  test("is the side that a wipe shows there", () => {
    const wiped = panes({ kind: "wipe", position: 0.5, angle: 90 });
    expect(paneAt(wiped, { x: 3, y: 249 })?.side).toBe(0);
    expect(paneAt(wiped, { x: 3, y: 251 })?.side).toBe(1);
  });

  test("is none between panes", () => {
    expect(paneAt(panes(FIRST_MODES.side_by_side), { x: 499 + GAP / 2, y: 20 })).toBeNull();
  });

  test("is the second side inside a loupe, whose middle stays in place", () => {
    const mode = { kind: "loupe", at: { x: 0.25, y: 0.5 }, radius: 50, factor: 4 } as const;
    const [behind, glass] = panes(mode);
    const middle = toCanvas(mode.at, behind?.box ?? { x: 0, y: 0, width: 1, height: 1 });
    expect(paneAt(panes(mode), { x: middle.x + 49, y: middle.y })?.side).toBe(1);
    expect(paneAt(panes(mode), { x: middle.x + 51, y: middle.y })?.side).toBe(0);
    const film = toFilm(middle, glass?.box ?? { x: 0, y: 0, width: 1, height: 1 });
    expect(film.x).toBeCloseTo(0.25, 3);
    expect(film.y).toBeCloseTo(0.5, 3);
    expect(glass?.box.width).toBe(4 * (behind?.box.width ?? 0));
  });

  test("is the first side where both lie in one another", () => {
    for (const kind of ["blend", "checkerboard", "difference"] as const) {
      expect(panes(FIRST_MODES[kind]).map(({ side }) => side)).toEqual([0]);
    }
  });
});
