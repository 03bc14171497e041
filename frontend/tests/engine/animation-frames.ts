import { vi } from "vitest";

/** Animation frames that come when the test says so, in place of the browser's. */
export class AnimationFrames {
  private readonly asked: FrameRequestCallback[] = [];

  constructor() {
    vi.stubGlobal("requestAnimationFrame", (callback: FrameRequestCallback) => this.asked.push(callback));
    vi.stubGlobal("cancelAnimationFrame", () => {
      this.asked.length = 0;
    });
  }

  get isAsked(): boolean {
    return this.asked.length > 0;
  }

  pass(): void {
    for (const callback of this.asked.splice(0)) callback(performance.now());
  }
}
