import { ViewerError } from "../errors";
import { VERTEX_SOURCE } from "./mode-shader";

/** A linked program that fills the viewport with one triangle. */
export class Program {
  private readonly program: WebGLProgram;
  private readonly places = new Map<string, WebGLUniformLocation | null>();

  /** @throws ViewerError `graphics_unavailable` where the graphics driver does not take it */
  constructor(
    private readonly gl: WebGL2RenderingContext,
    fragment: string,
  ) {
    this.program = gl.createProgram();
    try {
      this.build(fragment);
    } catch (error) {
      this.release();
      throw error;
    }
  }

  /** Make it the one that `set` and `draw` mean. */
  use(): void {
    this.gl.useProgram(this.program);
  }

  /** Set a float, or a vector of two to four. */
  set(name: string, ...values: readonly number[]): void {
    const place = this.place(name);
    if (values.length === 1) this.gl.uniform1fv(place, values);
    else if (values.length === 2) this.gl.uniform2fv(place, values);
    else if (values.length === 3) this.gl.uniform3fv(place, values);
    else this.gl.uniform4fv(place, values);
  }

  /** Let a sampler read a texture unit. */
  setSampler(name: string, unit: number): void {
    this.gl.uniform1i(this.place(name), unit);
  }

  draw(): void {
    this.gl.drawArrays(this.gl.TRIANGLES, 0, 3);
  }

  release(): void {
    this.gl.deleteProgram(this.program);
  }

  private build(fragment: string): void {
    const { gl, program } = this;
    for (const [type, source] of [
      [gl.VERTEX_SHADER, VERTEX_SOURCE],
      [gl.FRAGMENT_SHADER, fragment],
    ] as const) {
      const shader = compile(gl, type, source);
      gl.attachShader(program, shader);
      gl.deleteShader(shader);
    }
    gl.linkProgram(program);
    if (!gl.getProgramParameter(program, gl.LINK_STATUS) && !gl.isContextLost()) {
      throw new ViewerError("graphics_unavailable", gl.getProgramInfoLog(program) ?? "program does not link");
    }
  }

  private place(name: string): WebGLUniformLocation | null {
    const known = this.places.get(name);
    if (known !== undefined) return known;
    const place = this.gl.getUniformLocation(this.program, name);
    this.places.set(name, place);
    return place;
  }
}

function compile(gl: WebGL2RenderingContext, type: GLenum, source: string): WebGLShader {
  const shader = gl.createShader(type);
  if (shader === null) throw new ViewerError("graphics_unavailable", "no shader object");
  gl.shaderSource(shader, source);
  gl.compileShader(shader);
  if (!gl.getShaderParameter(shader, gl.COMPILE_STATUS) && !gl.isContextLost()) {
    const reason = gl.getShaderInfoLog(shader) ?? "shader does not compile";
    gl.deleteShader(shader);
    throw new ViewerError("graphics_unavailable", reason);
  }
  return shader;
}
