import type { Picture } from "../picture";
import type { CanvasSize } from "./geometry";
import { GRAIN_CELL, measuringSource, quartileSource, smoothingSource } from "./grain-shader";
import type { Material } from "./permutation";
import { Program } from "./program";
import type { SideTexture } from "./side-texture";

/** One side's smoothed luma and, by cell, the grain that is left in it: what `OVER_GRAIN_SOURCE` reads. */
export interface GrainMaps {
  readonly smoothed: WebGLTexture;
  readonly sigma: WebGLTexture;
}

interface Measured extends GrainMaps {
  readonly cells: WebGLTexture;
  readonly grid: CanvasSize;
  of: Picture | null;
}

/** Measures the grain of two sides on the graphics card, once for each picture. See `grain-shader.ts`. */
export class GrainMeter {
  private readonly measured = new Map<SideTexture, Measured>();
  private readonly programs = new Map<string, Program>();
  private target: WebGLFramebuffer | null = null;

  constructor(private readonly gl: WebGL2RenderingContext) {}

  /** The maps of the pictures that both sides hold now; null while one has none. Leaves another viewport behind. */
  measure(a: SideTexture, b: SideTexture): readonly [GrainMaps, GrainMaps] | null {
    if (a.material === "missing" || b.material === "missing") return null;
    const grid = {
      width: Math.ceil(Math.min(a.raster.width, b.raster.width) / 2),
      height: Math.ceil(Math.min(a.raster.height, b.raster.height) / 2),
    };
    return [this.mapsOf(a, a.material, grid), this.mapsOf(b, b.material, grid)];
  }

  release(): void {
    for (const maps of this.measured.values()) this.releaseMaps(maps);
    for (const program of this.programs.values()) program.release();
    this.gl.deleteFramebuffer(this.target);
    this.measured.clear();
    this.programs.clear();
    this.target = null;
  }

  private mapsOf(side: SideTexture, material: Exclude<Material, "missing">, grid: CanvasSize): GrainMaps {
    const maps = this.mapsFor(side, grid);
    if (maps.of === side.picture) return maps;
    const cells = cellsOf(grid);
    const smoothing = this.program(material, () => smoothingSource(material));
    smoothing.use();
    smoothing.set("grid", grid.width, grid.height);
    side.bind(0);
    this.fill(maps.smoothed, grid, smoothing);
    this.gl.bindTexture(this.gl.TEXTURE_2D, maps.smoothed);
    this.fill(maps.cells, cells, this.program("measuring", measuringSource));
    this.gl.bindTexture(this.gl.TEXTURE_2D, maps.cells);
    this.fill(maps.sigma, cells, this.program("quartile", quartileSource));
    maps.of = side.picture;
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

  private program(name: string, source: () => string): Program {
    const known = this.programs.get(name);
    if (known !== undefined) return known;
    const program = new Program(this.gl, source());
    this.programs.set(name, program);
    return program;
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

function cellsOf({ width, height }: CanvasSize): CanvasSize {
  return { width: Math.ceil(width / GRAIN_CELL), height: Math.ceil(height / GRAIN_CELL) };
}
