import { ViewerError } from "../errors";
import type { Picture } from "../picture";
import type { PictureBox } from "./geometry";
import { fragmentSource, type Material, type Permutation, permutationKey, VERTEX_SOURCE } from "./shader";
import { SideTexture } from "./side-texture";

/** What is on the canvas: one side, or a vertical wipe with side 0 left of `position` (0..1 of the canvas). */
export type Mode =
  | { readonly kind: "single"; readonly side: number }
  | { readonly kind: "wipe"; readonly position: number };

export interface Scene {
  readonly mode: Mode;
  /** The sides that a mode for two compares, left first. */
  readonly pair: readonly [number, number];
  readonly box: PictureBox;
  /** Pixels are shown as even blocks when they are at least one device pixel large. */
  readonly isSmooth: boolean;
}

/** RGBA, 8 bit, top row first. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8Array;
}

interface Program {
  readonly program: WebGLProgram;
  readonly canvasSize: WebGLUniformLocation | null;
  readonly box: WebGLUniformLocation | null;
  readonly wipe: WebGLUniformLocation | null;
}

/** One WebGL2 canvas: uploads a set of equal frames and draws them in one pass. Survives a lost context. */
export class Renderer {
  private readonly gl: WebGL2RenderingContext;
  private readonly programs = new Map<string, Program>();
  private readonly sides = new Map<number, SideTexture>();
  private pictures: readonly Picture[] = [];
  private isLost = false;
  private readonly listening = new AbortController();

  /** `restored` is called when a lost context is back and the picture must be drawn again. */
  constructor(
    readonly canvas: HTMLCanvasElement,
    restored: () => void,
  ) {
    const gl = canvas.getContext("webgl2", { alpha: false, antialias: false, depth: false });
    if (gl === null) throw new ViewerError("graphics_unavailable", "no WebGL2 context");
    this.gl = gl;
    const { signal } = this.listening;
    canvas.addEventListener(
      "webglcontextlost",
      (event) => {
        event.preventDefault();
        this.isLost = true;
      },
      { signal },
    );
    canvas.addEventListener(
      "webglcontextrestored",
      () => {
        this.isLost = false;
        this.programs.clear();
        this.sides.clear();
        this.pictures = [];
        restored();
      },
      { signal },
    );
  }

  get lost(): boolean {
    return this.isLost;
  }

  /** The pictures on the canvas: the cache entries themselves, one per side. */
  get shown(): readonly Picture[] {
    return this.pictures;
  }

  /** Put these pictures (one per side, equal frames) on the canvas. */
  show(pictures: readonly Picture[], scene: Scene): void {
    if (this.isLost) return;
    this.pictures = pictures;
    pictures.forEach((picture, index) => {
      this.side(index).upload(picture);
    });
    this.redraw(scene);
  }

  /** Draw what is shown again: another wipe, view or mode. */
  redraw(scene: Scene): void {
    if (this.isLost) return;
    const { gl } = this;
    gl.viewport(0, 0, this.canvas.width, this.canvas.height);
    const [a, b] = this.chosen(scene);
    if (a === undefined) {
      gl.clearColor(0, 0, 0, 1);
      gl.clear(gl.COLOR_BUFFER_BIT);
      return;
    }
    const isWipe = b !== undefined;
    const program = this.program({
      mode: isWipe ? "wipe" : "single",
      a: a.material,
      b: isWipe ? b.material : a.material,
      aNearest: isNearest(a, scene),
      bNearest: isNearest(b ?? a, scene),
    });
    gl.useProgram(program.program);
    const used = a.bind(0);
    b?.bind(used);
    gl.uniform2f(program.canvasSize, this.canvas.width, this.canvas.height);
    gl.uniform4f(program.box, scene.box.x, scene.box.y, scene.box.width, scene.box.height);
    if (scene.mode.kind === "wipe") gl.uniform1f(program.wipe, scene.mode.position);
    gl.drawArrays(gl.TRIANGLES, 0, 3);
  }

  /** Draw and read back in the same task, which needs no preserved drawing buffer. */
  capture(scene: Scene): Pixels {
    this.redraw(scene);
    const { width, height } = this.canvas;
    const upward = new Uint8Array(width * height * 4);
    this.gl.readPixels(0, 0, width, height, this.gl.RGBA, this.gl.UNSIGNED_BYTE, upward);
    const rgba = new Uint8Array(upward.length);
    const stride = width * 4;
    for (let row = 0; row < height; row += 1) {
      rgba.set(upward.subarray(row * stride, (row + 1) * stride), (height - 1 - row) * stride);
    }
    return { width, height, rgba };
  }

  close(): void {
    this.listening.abort();
    for (const side of this.sides.values()) side.release();
    for (const { program } of this.programs.values()) this.gl.deleteProgram(program);
    this.programs.clear();
    this.sides.clear();
    this.pictures = [];
  }

  /** The textures the mode shows: one, or two for a wipe. Empty while nothing was shown yet. */
  private chosen({ mode, pair }: Scene): SideTexture[] {
    const last = this.pictures.length - 1;
    if (last < 0) return [];
    const indices = mode.kind === "wipe" ? pair : [mode.side];
    return indices.map((index) => this.side(Math.min(index, last)));
  }

  private side(index: number): SideTexture {
    const known = this.sides.get(index);
    if (known !== undefined) return known;
    const side = new SideTexture(this.gl);
    this.sides.set(index, side);
    return side;
  }

  private program(permutation: Permutation): Program {
    const key = permutationKey(permutation);
    const known = this.programs.get(key);
    if (known !== undefined) return known;
    const { gl } = this;
    const program = gl.createProgram();
    for (const [type, source] of [
      [gl.VERTEX_SHADER, VERTEX_SOURCE],
      [gl.FRAGMENT_SHADER, fragmentSource(permutation)],
    ] as const) {
      const shader = compile(gl, type, source);
      gl.attachShader(program, shader);
      gl.deleteShader(shader);
    }
    gl.linkProgram(program);
    if (!gl.getProgramParameter(program, gl.LINK_STATUS) && !gl.isContextLost()) {
      throw new ViewerError("graphics_unavailable", `${key}: ${gl.getProgramInfoLog(program)}`);
    }
    const built = {
      program,
      canvasSize: gl.getUniformLocation(program, "canvasSize"),
      box: gl.getUniformLocation(program, "box"),
      wipe: gl.getUniformLocation(program, "wipe"),
    };
    gl.useProgram(program);
    const units = [...samplerNames("a", permutation.a), ...samplerNames("b", permutation.b)];
    const used = permutation.mode === "wipe" ? units : samplerNames("a", permutation.a);
    used.forEach((name, unit) => {
      gl.uniform1i(gl.getUniformLocation(program, name), unit);
    });
    this.programs.set(key, built);
    return built;
  }
}

function isNearest(side: SideTexture, scene: Scene): boolean {
  return !scene.isSmooth && side.rows > 0 && scene.box.height >= side.rows;
}

function samplerNames(side: string, material: Material): string[] {
  if (material === "missing") return [];
  return material === "image" ? [`${side}0`] : [`${side}0`, `${side}1`, `${side}2`];
}

function compile(gl: WebGL2RenderingContext, type: GLenum, source: string): WebGLShader {
  const shader = gl.createShader(type);
  if (shader === null) throw new ViewerError("graphics_unavailable", "no shader object");
  gl.shaderSource(shader, source);
  gl.compileShader(shader);
  if (!gl.getShaderParameter(shader, gl.COMPILE_STATUS) && !gl.isContextLost()) {
    throw new ViewerError("graphics_unavailable", gl.getShaderInfoLog(shader) ?? "shader does not compile");
  }
  return shader;
}
