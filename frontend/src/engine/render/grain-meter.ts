import type { Picture } from "../picture";
import { GRAIN_CELL, measureSource, medianSource } from "./grain-shader";
import type { Material } from "./permutation";
import { Program } from "./program";
import { COLOR_SOURCE } from "./side-shader";
import type { SideTexture } from "./side-texture";

/** Sigma over the cells of one picture: `measured` straight from the pixels, `median` from its neighbourhood. */
interface GrainMap {
  readonly measured: WebGLTexture;
  readonly median: WebGLTexture;
  readonly columns: number;
  readonly rows: number;
  of: Picture | null;
}

/** Measures the grain of the sides on the graphics card, once for each picture. See `grain-shader.ts`. */
export class GrainMeter {
  private readonly maps = new Map<SideTexture, GrainMap>();
  private readonly measuring = new Map<Material, Program>();
  private median: Program | null = null;
  private target: WebGLFramebuffer | null = null;

  constructor(private readonly gl: WebGL2RenderingContext) {}

  /** The map of the picture that this side holds now. Leaves another viewport and program behind. */
  measure(side: SideTexture): WebGLTexture | null {
    const { picture, material, raster } = side;
    if (picture === null || material === "missing") return null;
    const map = this.mapFor(side, Math.ceil(raster.width / GRAIN_CELL), Math.ceil(raster.height / GRAIN_CELL));
    if (map.of !== picture) {
      side.bind(0);
      this.fill(map, map.measured, this.measuringProgram(material), "picture");
      this.gl.bindTexture(this.gl.TEXTURE_2D, map.measured);
      this.median ??= new Program(this.gl, medianSource());
      this.fill(map, map.median, this.median, "cells");
      map.of = picture;
    }
    return map.median;
  }

  release(): void {
    for (const map of this.maps.values()) this.releaseMap(map);
    for (const program of this.measuring.values()) program.release();
    this.median?.release();
    this.gl.deleteFramebuffer(this.target);
    this.maps.clear();
    this.measuring.clear();
    this.median = null;
    this.target = null;
  }

  private fill(map: GrainMap, into: WebGLTexture, program: Program, sampler: string): void {
    const { gl } = this;
    this.target ??= gl.createFramebuffer();
    gl.bindFramebuffer(gl.FRAMEBUFFER, this.target);
    gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, into, 0);
    gl.viewport(0, 0, map.columns, map.rows);
    gl.activeTexture(gl.TEXTURE0);
    program.use();
    program.setSampler(sampler, 0);
    program.draw();
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
  }

  private measuringProgram(material: Exclude<Material, "missing">): Program {
    const known = this.measuring.get(material);
    if (known !== undefined) return known;
    const program = new Program(this.gl, measureSource(material, COLOR_SOURCE));
    this.measuring.set(material, program);
    return program;
  }

  private mapFor(side: SideTexture, columns: number, rows: number): GrainMap {
    const known = this.maps.get(side);
    if (known?.columns === columns && known.rows === rows) return known;
    if (known !== undefined) this.releaseMap(known);
    const map = { measured: this.cells(columns, rows), median: this.cells(columns, rows), columns, rows, of: null };
    this.maps.set(side, map);
    return map;
  }

  private cells(columns: number, rows: number): WebGLTexture {
    const { gl } = this;
    const texture = gl.createTexture();
    gl.activeTexture(gl.TEXTURE0);
    gl.bindTexture(gl.TEXTURE_2D, texture);
    gl.texStorage2D(gl.TEXTURE_2D, 1, gl.RGBA8, columns, rows);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST);
    return texture;
  }

  private releaseMap(map: GrainMap): void {
    this.gl.deleteTexture(map.measured);
    this.gl.deleteTexture(map.median);
  }
}
