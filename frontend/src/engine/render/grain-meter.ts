import type { Picture } from "../picture";
import type { Still } from "../stills/still";
import type { ExactTexture } from "./exact-texture";
import type { CanvasSize } from "./geometry";
import { GRAIN_CELL, measuringSource, quartileSource, smoothingSource } from "./grain-shader";
import type { Material } from "./permutation";
import type { Program } from "./program";
import { Programs } from "./programs";
import type { SideTexture } from "./side-texture";

/** One side's smoothed luma and, by cell, the grain that is left in it: what `OVER_GRAIN_SOURCE` reads. */
export interface GrainMaps {
  readonly smoothed: WebGLTexture;
  readonly sigma: WebGLTexture;
}

/** A side as it is measured: its picture, and the still that may lie over it. */
export interface MeasuredSide {
  readonly texture: SideTexture;
  readonly exact: ExactTexture;
}

interface Measured extends GrainMaps {
  readonly cells: WebGLTexture;
  readonly grid: CanvasSize;
  of: Picture | null;
  under: Still | null;
}

/** Measures the grain of two sides on the graphics card, once for each picture and still. See `grain-shader.ts`. */
export class GrainMeter {
  private readonly measured = new Map<SideTexture, Measured>();
  private readonly programs: Programs;
  private target: WebGLFramebuffer | null = null;

  constructor(private readonly gl: WebGL2RenderingContext) {
    this.programs = new Programs(gl);
  }

  /** The maps of what both sides hold now; null while one has no picture. Leaves another viewport behind. */
  measure(a: MeasuredSide, b: MeasuredSide): readonly [GrainMaps, GrainMaps] | null {
    const [first, second] = [a.texture.material, b.texture.material];
    if (first === "missing" || second === "missing") return null;
    const [one, other] = [rasterOf(a), rasterOf(b)];
    const grid = {
      width: Math.ceil(Math.min(one.width, other.width) / 2),
      height: Math.ceil(Math.min(one.height, other.height) / 2),
    };
    return [this.mapsOf(a, first, grid), this.mapsOf(b, second, grid)];
  }

  /** This side's textures are gone. */
  forget(side: SideTexture): void {
    const maps = this.measured.get(side);
    if (maps !== undefined) this.releaseMaps(maps);
    this.measured.delete(side);
  }

  release(): void {
    for (const maps of this.measured.values()) this.releaseMaps(maps);
    this.programs.release();
    this.gl.deleteFramebuffer(this.target);
    this.measured.clear();
    this.target = null;
  }

  private mapsOf(
    { texture, exact }: MeasuredSide,
    material: Exclude<Material, "missing">,
    grid: CanvasSize,
  ): GrainMaps {
    const maps = this.mapsFor(texture, grid);
    if (maps.of === texture.picture && maps.under === exact.still) return maps;
    const { kind } = exact;
    const smoothing = this.programs.get(`${material} ${kind}`, () => smoothingSource(material, kind));
    smoothing.use();
    smoothing.set("grid", grid.width, grid.height);
    exact.give(smoothing, "a", texture.units);
    texture.bind(0);
    const cells = cellsOf(grid);
    this.fill(maps.smoothed, grid, smoothing);
    this.gl.bindTexture(this.gl.TEXTURE_2D, maps.smoothed);
    this.fill(maps.cells, cells, this.programs.get("measuring", measuringSource));
    this.gl.bindTexture(this.gl.TEXTURE_2D, maps.cells);
    this.fill(maps.sigma, cells, this.programs.get("quartile", quartileSource));
    maps.of = texture.picture;
    maps.under = exact.still;
    return maps;
  }

  /** Draw the picture bound to unit 0 into a texture. */
  private fill(into: WebGLTexture, { width, height }: CanvasSize, program: Program): void {
    const { gl } = this;
    this.target ??= gl.createFramebuffer();
    gl.bindFramebuffer(gl.FRAMEBUFFER, this.target);
    gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, into, 0);
    gl.viewport(0, 0, width, height);
    program.use();
    program.setSampler("picture", 0);
    program.draw();
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
    gl.activeTexture(gl.TEXTURE0);
  }

  private mapsFor(side: SideTexture, grid: CanvasSize): Measured {
    const known = this.measured.get(side);
    if (known?.grid.width === grid.width && known.grid.height === grid.height) return known;
    if (known !== undefined) this.releaseMaps(known);
    const cells = cellsOf(grid);
    const maps = {
      smoothed: this.texture(grid),
      cells: this.texture(cells),
      sigma: this.texture(cells),
      grid,
      of: null,
      under: null,
    };
    this.measured.set(side, maps);
    return maps;
  }

  private texture({ width, height }: CanvasSize): WebGLTexture {
    const { gl } = this;
    const texture = gl.createTexture();
    gl.activeTexture(gl.TEXTURE0);
    gl.bindTexture(gl.TEXTURE_2D, texture);
    gl.texStorage2D(gl.TEXTURE_2D, 1, gl.RGBA8, width, height);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST);
    return texture;
  }

  private releaseMaps({ smoothed, cells, sigma }: Measured): void {
    for (const texture of [smoothed, cells, sigma]) this.gl.deleteTexture(texture);
  }
}

function rasterOf({ texture, exact }: MeasuredSide): CanvasSize {
  return exact.still ?? texture.raster;
}

function cellsOf({ width, height }: CanvasSize): CanvasSize {
  return { width: Math.ceil(width / GRAIN_CELL), height: Math.ceil(height / GRAIN_CELL) };
}
