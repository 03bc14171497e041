import { afterEach, describe, expect, test, vi } from "vitest";
import { type Manifest, type Mode, type Still, ViewerError } from "../../src/engine";
import { Look } from "../../src/engine/look";
import type { Picture } from "../../src/engine/picture";
import { Renderer } from "../../src/engine/render/renderer";
import { Screen } from "../../src/engine/screen";
import { Sides } from "../../src/engine/sides";
import type { DrawnReport } from "../../src/engine/state";
import { FakeSupply, planar } from "./fake-supply";
import { manifestOf } from "./manifests";
import { FakeGl } from "./render/fake-gl";

const RASTER = { width: 64, height: 32 };
const GRAIN: Mode = { kind: "difference", measure: "grain", gain: 4 };
const CROP = { x: 32, y: 0, width: 32, height: 32, picture_width: 64, picture_height: 32 };

/** Two sides of 64 x 32 pixels on a canvas of that size; every picture of frame 3 is there. */
function comparison(change: Partial<Manifest> = {}) {
  const gl = new FakeGl();
  const canvas = gl.canvas(RASTER.width, RASTER.height);
  const supply = new FakeSupply();
  const sides = new Sides(supply);
  const names = ["source", "version:1"];
  sides.set(
    names.map((side) => ({ ...manifestOf([48]), ...RASTER, side, ...change })),
    () => 540,
  );
  for (const source of supply.opened) source.pictures.set(3, planar(3));
  const look = new Look(canvas, sides);
  const reports: DrawnReport[] = [];
  const renderer = new Renderer(canvas, { lost: () => undefined, restored: () => undefined });
  const screen = new Screen(renderer, sides, look, (report) => reports.push(report));
  /** What each side shows, by the last report. */
  const shown = () => reports.at(-1)?.sides.map(({ picture }) => picture);
  return { gl, supply, sides, look, screen, reports, shown };
}

/** A still of 10 bits and one code on the left columns of the picture, and which of its tiles were closed. */
function stillOf(frame: number, columns = RASTER.width, code = 512): Still {
  const planes = new Uint16Array(3 * columns * RASTER.height).fill(code);
  const tiles = [{ x: 0, y: 0, width: columns, height: RASTER.height, pixels: { bits: 10, planes } }];
  return { frame, ...RASTER, bitDepth: 12, bits: 10, tiles };
}

function closable(frame: number, closed: number[]): Still {
  const pixels = { ...RASTER, close: () => closed.push(frame) };
  return { ...stillOf(frame), bitDepth: 8, bits: 8, tiles: [{ x: 0, y: 0, ...RASTER, pixels }] };
}

afterEach(() => vi.unstubAllGlobals());

describe("what is drawn", () => {
  test("is told with the side and its picture, once all sides hold the frame", () => {
    const { supply, screen, reports } = comparison();
    supply.opened[1]?.pictures.set(4, { kind: "missing", frame: 4 });
    screen.draw(4, false);
    expect(reports).toEqual([]);
    supply.opened[0]?.pictures.set(4, planar(4));
    screen.draw(4, false);
    const sides = [
      { side: "source", frame: 4, picture: "proxy", isGlimpse: false },
      { side: "version:1", frame: 4, picture: "missing", isGlimpse: false },
    ];
    expect(reports).toEqual([{ frame: 4, sides }]);
  });

  test("is a glimpse where nothing better is there, and never takes the place of something better", () => {
    const rung = (width: number, height: number) => ({ name: `${height}p`, codec: "avc1.640020", width, height });
    const { supply, sides, screen, reports } = comparison({ rungs: [rung(2, 2), rung(4, 4)] });
    sides.setPolicy("4p", 540);
    for (const source of supply.glimpses) source.pictures.set(5, planar(5));
    screen.draw(5, false);
    expect([reports.at(-1)?.frame, screen.rungOf(0), screen.rungOf(1)]).toEqual([5, "2p", "2p"]);
    const best = { ...planar(5, 4), height: 4 };
    for (const source of supply.opened.slice(-2)) source.pictures.set(5, best);
    expect(screen.isOutdated(5)).toBe(true);
    screen.draw(5, false);
    for (const source of supply.opened) source.pictures.clear();
    expect(screen.isOutdated(5)).toBe(false);
    screen.setStill(0, stillOf(5));
    screen.draw(5, false);
    expect([screen.rungOf(0), screen.rungOf(1), screen.pictureOf(0)]).toEqual(["4p", "4p", "still"]);
  });

  test("is told as a glimpse, also drawn again, until the frame itself or a still is there", () => {
    const rung = (width: number, height: number) => ({ name: `${height}p`, codec: "avc1.640020", width, height });
    const { supply, sides, screen, reports } = comparison({ rungs: [rung(2, 2), rung(4, 4)] });
    const glimpsed = () => reports.at(-1)?.sides.map(({ isGlimpse }) => isGlimpse);
    sides.setPolicy("4p", 540);
    for (const source of supply.glimpses) source.pictures.set(5, planar(5));
    screen.draw(5, false);
    expect(glimpsed()).toEqual([true, true]);
    for (const source of supply.glimpses) source.pictures.clear();
    screen.setStill(0, stillOf(5));
    screen.draw(5, false);
    expect(glimpsed()).toEqual([false, true]);
    for (const source of supply.opened.slice(-2)) source.pictures.set(5, planar(5, 4));
    screen.draw(5, false);
    expect(glimpsed()).toEqual([false, false]);
  });

  test("is a window where the manifest shows a part of the picture", () => {
    const { screen, shown } = comparison({ crop: CROP });
    screen.draw(3, true);
    expect(shown()).toEqual(["window", "window"]);
  });

  test("is outdated when another rung's picture came", () => {
    const { supply, screen } = comparison();
    screen.draw(3, false);
    expect(screen.isOutdated(3)).toBe(false);
    supply.opened[0]?.pictures.set(3, planar(3, 4));
    expect(screen.isOutdated(3)).toBe(true);
  });
});

describe("what is said of the canvas", () => {
  test("is of no side that was set since", () => {
    const { supply, sides, screen } = comparison();
    screen.setStill(1, stillOf(3));
    screen.draw(3, false);
    const [scan, version] = supply.opened.map(({ manifest }) => manifest);
    if (scan === undefined || version === undefined) throw new Error("no sides");
    sides.set([scan, { ...version, side: "version:2", crop: CROP }], () => 540);
    const said = () => [screen.pictureOf(0), screen.pictureOf(1), screen.exactness(1)?.bits];
    expect(said()).toEqual(["proxy", "none", undefined]);
    expect(screen.probe({ x: 0.5, y: 0.5 }).map(({ picture }) => picture)).toEqual(["proxy", "none"]);
    supply.opened[2]?.pictures.set(3, planar(3));
    screen.draw(3, false);
    expect(screen.pictureOf(1)).toBe("window");
  });

  test("is the rung of the picture that is there, until another's came", () => {
    const rung = (width: number) => ({ name: `${width}p`, codec: "avc1.640020", width, height: 2 });
    const { supply, sides, screen } = comparison({ rungs: [rung(2), rung(4)] });
    const decode = (width: number) => {
      for (const source of supply.opened.slice(-2)) source.pictures.set(3, planar(3, width));
      screen.draw(3, false);
    };
    sides.setPolicy("2p", 540);
    decode(2);
    expect(screen.rungOf(0)).toBe("2p");
    sides.setPolicy("4p", 540);
    expect(screen.rungOf(0)).toBe("2p");
    decode(4);
    expect(screen.rungOf(0)).toBe("4p");
  });
});

describe("a still", () => {
  test("counts where it covers all that is seen of its side, and not while the film plays", () => {
    const { screen, shown } = comparison();
    screen.setStill(0, stillOf(3));
    screen.setStill(1, stillOf(3, 32));
    screen.draw(3, false);
    expect([shown(), screen.exactness(0)]).toEqual([["still", "proxy"], { bits: 10, bitDepth: 12 }]);
    screen.draw(3, true);
    expect(shown()).toEqual(["proxy", "proxy"]);
  });

  test("of another frame is closed, and so is one that another takes the place of", () => {
    const { supply, screen } = comparison();
    for (const source of supply.opened) source.pictures.set(5, planar(5));
    const closed: number[] = [];
    screen.setStill(0, closable(3, closed));
    screen.setStill(0, closable(4, closed));
    expect(closed).toEqual([3]);
    screen.draw(5, false);
    expect(closed).toEqual([3, 4]);
  });

  test("is exact in the grain-aware difference only beside another, as both are measured together", () => {
    const { look, screen, shown } = comparison();
    look.setMode(GRAIN);
    screen.setStill(0, stillOf(3));
    screen.draw(3, false);
    expect(shown()).toEqual(["proxy", "proxy"]);
    screen.setStill(1, stillOf(3));
    screen.draw(3, false);
    expect(shown()).toEqual(["still", "still"]);
  });
});

describe("the probe", () => {
  test("reads the still where one lies, the proxy elsewhere", () => {
    const { screen } = comparison();
    screen.setStill(0, stillOf(3, 32));
    screen.draw(3, false);
    const [left, right] = [0.25, 0.75].map((x) => screen.probe({ x, y: 0.5 }));
    expect(left?.[0]).toMatchObject({ x: 16, y: 16, picture: "still", codes: [128, 128, 128] });
    expect(left?.[1]).toMatchObject({ x: 16, picture: "proxy" });
    expect(right?.[0]).toMatchObject({ x: 48, picture: "proxy" });
  });

  test("in a window reads at the place of the whole picture", () => {
    const { supply, screen } = comparison({ crop: CROP });
    const halves = Uint8Array.of(16, 235, 16, 235, 128, 128);
    supply.opened[0]?.pictures.set(3, { kind: "planar", frame: 3, width: 2, height: 2, data: halves });
    screen.draw(3, false);
    const at = (x: number) => screen.probe({ x, y: 0.5 })[0];
    expect(at(0.4)).toMatchObject({ x: 25, codes: null, picture: "none" });
    expect(at(0.6)).toMatchObject({ x: 38, codes: [0, 0, 0], picture: "window" });
    expect(at(0.9)).toMatchObject({ x: 57, codes: [255, 255, 255], picture: "window" });
  });
});

test("scopes say what they counted: the still only where it covers the whole picture", async () => {
  class AnsweringWorker {
    onmessage: ((event: { data: unknown }) => void) | null = null;
    postMessage({ ticket }: { ticket: number }): void {
      this.onmessage?.({ data: { ticket, counts: { kind: "waveform", luma: new Uint32Array(1) } } });
    }
    terminate(): void {}
  }
  vi.stubGlobal("Worker", AnsweringWorker);
  const { screen } = comparison();
  const read = async (side: number) => (await screen.readScope(side, "waveform"))?.picture;
  expect(await read(0)).toBeUndefined();
  screen.setStill(0, stillOf(3));
  screen.setStill(1, stillOf(3, 32));
  screen.draw(3, false);
  expect([await read(0), await read(1)]).toEqual(["still", "proxy"]);
});

describe("a scene that the graphics driver refuses", () => {
  test("is a failure without a picture or a report, until one is drawn", () => {
    const { gl, look, screen, reports } = comparison();
    gl.takesShaders = false;
    screen.draw(3, false);
    expect([screen.failure?.code, screen.pictureOf(0), reports]).toEqual(["graphics_unavailable", "none", []]);
    gl.takesShaders = true;
    look.setMode({ kind: "single", side: 0 });
    screen.redraw();
    expect([screen.failure, screen.pictureOf(0)]).toEqual([null, "proxy"]);
  });

  test("is nothing else than that: other errors are thrown", () => {
    const { supply, screen } = comparison();
    const broken: Picture = { kind: "planar", frame: 3, width: 2, height: 2, data: new Uint8Array(0) };
    Object.defineProperty(broken, "data", {
      get: () => {
        throw new TypeError("broken");
      },
    });
    supply.opened[0]?.pictures.set(3, broken);
    expect(() => screen.draw(3, false)).toThrow(TypeError);
    expect(screen.failure).not.toBeInstanceOf(ViewerError);
  });
});
