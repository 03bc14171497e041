import { Program } from "./program";

/** Programs by name, compiled once. What the driver did not take it would not take the next time either. */
export class Programs {
  private readonly compiled = new Map<string, Program>();
  private readonly refused = new Map<string, unknown>();

  constructor(private readonly gl: WebGL2RenderingContext) {}

  /** The program of that name. @throws ViewerError `graphics_unavailable` where the driver does not take its source */
  get(name: string, source: () => string): Program {
    const known = this.compiled.get(name);
    if (known !== undefined) return known;
    if (this.refused.has(name)) throw this.refused.get(name);
    try {
      const program = new Program(this.gl, source());
      this.compiled.set(name, program);
      return program;
    } catch (error) {
      this.refused.set(name, error);
      throw error;
    }
  }

  release(): void {
    for (const program of this.compiled.values()) program.release();
    this.compiled.clear();
  }
}
