/**
 * A WebGL2 context that draws nothing: it makes and deletes objects, and says which there are. What is drawn is tested
 * in a browser.
 */
export class FakeGl {
  /** Objects that were made and not deleted, by what they are. */
  readonly alive = { texture: new Set<object>(), program: new Set<object>(), shader: new Set<object>() };
  /** Draws so far. */
  draws = 0;
  /** Whether the driver takes shaders. */
  takesShaders = true;
  /** The newest values of uniforms of four numbers, by name. */
  private readonly uniforms = new Map<string, readonly number[]>();
  /** How many shaders the driver was asked to compile. */
  compiled = 0;

  readonly context: WebGL2RenderingContext;

  constructor() {
    const made: Record<string, unknown> = {
      ...this.maker("texture", "Texture"),
      ...this.maker("program", "Program"),
      ...this.maker("shader", "Shader"),
      compileShader: () => {
        this.compiled += 1;
      },
      getShaderParameter: () => this.takesShaders,
      getShaderInfoLog: () => "no such thing",
      getProgramParameter: () => true,
      getUniformLocation: (_program: object, name: string) => name,
      uniform4fv: (name: string, values: readonly number[]) => this.uniforms.set(name, values),
      getParameter: () => 8192,
      isContextLost: () => false,
      drawArrays: () => {
        this.draws += 1;
      },
    };
    const known = new Proxy(made, {
      get: (target, name: string) => target[name] ?? (/^[A-Z0-9_]+$/.test(name) ? name : () => null),
    });
    this.context = known as unknown as WebGL2RenderingContext;
  }

  /** What a uniform of four numbers was set to last. */
  given(name: string): readonly number[] | undefined {
    return this.uniforms.get(name);
  }

  /** A canvas that has this context. */
  canvas(width: number, height: number): HTMLCanvasElement {
    const canvas = Object.assign(new EventTarget(), { width, height, getContext: () => this.context });
    return canvas as unknown as HTMLCanvasElement;
  }

  private maker(kind: keyof FakeGl["alive"], name: string): Record<string, unknown> {
    return {
      [`create${name}`]: () => {
        const made = {};
        this.alive[kind].add(made);
        return made;
      },
      [`delete${name}`]: (one: object) => this.alive[kind].delete(one),
    };
  }
}
