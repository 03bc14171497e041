import { coveredBy, type Still, type StillTile } from "../stills/still";
import type { ExactKind } from "./permutation";
import type { Program } from "./program";

interface Held {
  readonly still: Still;
  readonly kind: ExactKind;
  readonly texture: WebGLTexture;
}

/** The texture of one side's still: codes of 8 bits as RGBA, of more as an array of integer layers G, B, R. */
export class ExactTexture {
  private held: Held | null = null;

  constructor(private readonly gl: WebGL2RenderingContext) {}

  get still(): Still | null {
    return this.held?.still ?? null;
  }

  get kind(): ExactKind | null {
    return this.held?.kind ?? null;
  }

  /** Hold this still, or none; one that no texture can hold is left out. */
  upload(still: Still | null): void {
    if (still === this.still) return;
    this.release();
    if (still === null || still.tiles.length === 0) return;
    const { width, height } = coveredBy(still);
    if (Math.max(width, height) > this.gl.getParameter(this.gl.MAX_TEXTURE_SIZE)) return;
    const kind = still.bits > 8 ? "deep" : "plain";
    this.held = { still, kind, texture: kind === "deep" ? this.deep(still) : this.plain(still) };
  }

  /** Let a side of the program in use read it through this texture unit; see `exact-shader.ts`. */
  give(program: Program, side: "a" | "b", unit: number): void {
    if (this.held === null) return;
    const { still, kind, texture } = this.held;
    this.gl.activeTexture(this.gl.TEXTURE0 + unit);
    this.gl.bindTexture(this.target(kind), texture);
    program.setSampler(`${side}Exact`, unit);
    const { x, y } = coveredBy(still);
    program.set(`${side}ExactFrom`, x, y);
    program.set(`${side}Raster`, still.width, still.height);
    program.set(`${side}White`, 2 ** still.bits - 1);
  }

  release(): void {
    if (this.held !== null) this.gl.deleteTexture(this.held.texture);
    this.held = null;
  }

  private plain(still: Still): WebGLTexture {
    const { gl } = this;
    const texture = this.begin("plain");
    const covered = coveredBy(still);
    gl.texStorage2D(gl.TEXTURE_2D, 1, gl.RGBA8, covered.width, covered.height);
    this.wrap(gl.TEXTURE_2D, gl.LINEAR);
    for (const { x, y, pixels } of still.tiles) {
      if ("planes" in pixels) continue;
      gl.texSubImage2D(gl.TEXTURE_2D, 0, x - covered.x, y - covered.y, gl.RGBA, gl.UNSIGNED_BYTE, pixels);
    }
    return texture;
  }

  private deep(still: Still): WebGLTexture {
    const { gl } = this;
    const texture = this.begin("deep");
    const covered = coveredBy(still);
    gl.texStorage3D(gl.TEXTURE_2D_ARRAY, 1, gl.R16UI, covered.width, covered.height, 3);
    this.wrap(gl.TEXTURE_2D_ARRAY, gl.NEAREST);
    for (const tile of still.tiles) this.layers(tile, tile.x - covered.x, tile.y - covered.y);
    return texture;
  }

  private layers({ width, height, pixels }: StillTile, x: number, y: number): void {
    if (!("planes" in pixels)) return;
    const { gl } = this;
    const { RED_INTEGER, UNSIGNED_SHORT, TEXTURE_2D_ARRAY } = gl;
    gl.texSubImage3D(TEXTURE_2D_ARRAY, 0, x, y, 0, width, height, 3, RED_INTEGER, UNSIGNED_SHORT, pixels.planes);
  }

  private begin(kind: ExactKind): WebGLTexture {
    const { gl } = this;
    const texture = gl.createTexture();
    gl.activeTexture(gl.TEXTURE0);
    gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
    gl.bindTexture(this.target(kind), texture);
    return texture;
  }

  private wrap(target: GLenum, filter: GLenum): void {
    const { gl } = this;
    gl.texParameteri(target, gl.TEXTURE_MIN_FILTER, filter);
    gl.texParameteri(target, gl.TEXTURE_MAG_FILTER, filter);
    gl.texParameteri(target, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE);
    gl.texParameteri(target, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
  }

  private target(kind: ExactKind): GLenum {
    return kind === "deep" ? this.gl.TEXTURE_2D_ARRAY : this.gl.TEXTURE_2D;
  }
}
