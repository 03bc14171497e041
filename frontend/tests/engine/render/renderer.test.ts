import { describe, expect, test } from "vitest";
import { FIRST_MODES, type Mode } from "../../../src/engine";
import type { Picture, PlanarPicture } from "../../../src/engine/picture";
import { panesOf } from "../../../src/engine/render/pane";
import { Renderer, type Scene } from "../../../src/engine/render/renderer";
import { SharedImage } from "../../../src/engine/shared-image";
import type { Still } from "../../../src/engine/stills/still";
import { FakeGl } from "./fake-gl";

const CANVAS = { width: 40, height: 20 };
const RASTER = { ...CANVAS, pixelAspect: { num: 1, den: 1 } };
const UNHEARD = { lost: () => undefined, restored: () => undefined };
const FIT = { zoom: "fit", centre: { x: 0.5, y: 0.5 } } as const;

function sceneOf(count: number, mode: Mode = FIRST_MODES.single): Scene {
  const panes = panesOf({ mode, pair: [0, 1], count }, FIT, RASTER, CANVAS);
  return { mode, pair: [0, 1], panes, adjustments: [], isSmooth: true, crops: [], fits: [] };
}

function planar(frame: number): PlanarPicture {
  return { kind: "planar", frame, width: 2, height: 2, data: new Uint8Array(6) };
}

function image(frame: number, closed: number[]): Picture {
  const bitmap = { width: 2, height: 2, close: () => closed.push(frame) };
  return { kind: "image", frame, width: 2, height: 2, image: new SharedImage(bitmap) };
}

function opened(): { gl: FakeGl; renderer: Renderer } {
  const gl = new FakeGl();
  return { gl, renderer: new Renderer(gl.canvas(CANVAS.width, CANVAS.height), UNHEARD) };
}

describe("pictures on the canvas", () => {
  test("are held until others take their place, whatever their source does", () => {
    const { renderer } = opened();
    const closed: number[] = [];
    const first = image(1, closed);
    renderer.show([first], sceneOf(1));
    if (first.kind === "image") first.image.release();
    expect(closed).toEqual([]);
    renderer.show([image(2, closed)], sceneOf(1));
    expect(closed).toEqual([1]);
  });

  test("free their textures when fewer sides are shown", () => {
    const { gl, renderer } = opened();
    const grain = { kind: "difference", measure: "grain", gain: 4 } as const;
    renderer.show([planar(1)], sceneOf(1));
    const alone = gl.alive.texture.size;
    renderer.show([planar(1), planar(1)], sceneOf(2, grain));
    expect(gl.alive.texture.size).toBeGreaterThan(2 * alone);
    renderer.show([planar(2)], sceneOf(1));
    // The grain of the side that stays is kept with it.
    expect(gl.alive.texture.size).toBe(alone + 3);
    renderer.close();
    expect(gl.alive.texture.size).toBe(0);
  });

  test("have their stills only where a texture can hold them", () => {
    const { renderer } = opened();
    const still = (width: number): Still => {
      const pixels = { bits: 10, planes: new Uint16Array(6) };
      const tiles = [{ x: 0, y: 0, width, height: 2, pixels }];
      return { frame: 1, width, height: 2, bitDepth: 10, bits: 10, tiles };
    };
    const [small, huge] = [still(2), still(9000)];
    renderer.show([planar(1), planar(1)], sceneOf(2), [small, huge]);
    expect([renderer.stillOf(0), renderer.stillOf(1)]).toEqual([small, null]);
  });
});

describe("a shader that the driver does not take", () => {
  test("is an error, leaves nothing behind and is not asked for again", () => {
    const { gl, renderer } = opened();
    gl.takesShaders = false;
    const refused = expect.objectContaining({ code: "graphics_unavailable" });
    expect(() => renderer.show([planar(1)], sceneOf(1))).toThrow(refused);
    expect([gl.alive.program.size, gl.alive.shader.size, gl.compiled]).toEqual([0, 0, 1]);
    expect(() => renderer.redraw(sceneOf(1))).toThrow(refused);
    expect(gl.compiled).toBe(1);
  });

  test("leaves other scenes as they are", () => {
    const { gl, renderer } = opened();
    gl.takesShaders = false;
    expect(() => renderer.show([planar(1), planar(1)], sceneOf(2, FIRST_MODES.blend))).toThrow();
    gl.takesShaders = true;
    renderer.redraw(sceneOf(2));
    expect(gl.draws).toBe(1);
  });
});

test("pictures stay where they lie while those of other sides are still to come", () => {
  const { gl, renderer } = opened();
  const crop = { x: 10, y: 5, width: 20, height: 10, picture_width: 40, picture_height: 20 };
  const boxes = () => gl.given("aBox");
  renderer.show([planar(1)], sceneOf(1));
  const drawn = boxes();
  renderer.redraw({ ...sceneOf(1), crops: [crop], fits: [{ x: 0.25, y: 0, width: 0.5, height: 1 }] });
  expect(boxes()).toEqual(drawn);
  renderer.show([planar(2)], { ...sceneOf(1), crops: [crop] });
  expect(boxes()).toEqual([10, 5, 20, 10]);
});
