import { afterEach, expect, test, vi } from "vitest";
import { WorkletSpeaker } from "../../../src/engine/sound/speaker";

afterEach(() => vi.unstubAllGlobals());

test("closed, it no longer tells what becomes of its device", () => {
  const opened: FakeContext[] = [];
  class FakeContext {
    state = "running";
    onstatechange: (() => void) | null = null;
    readonly audioWorklet = { addModule: () => new Promise(() => undefined) };
    constructor() {
      opened.push(this);
    }
    close(): Promise<void> {
      this.state = "closed";
      this.onstatechange?.();
      return Promise.resolve();
    }
  }
  vi.stubGlobal("AudioContext", FakeContext);
  vi.stubGlobal("document", { baseURI: "http://site/" });
  const changed = vi.fn();
  const speaker = new WorkletSpeaker(48000, changed);
  speaker.wake();
  opened[0]?.onstatechange?.();
  expect(changed).toHaveBeenCalledTimes(1);
  speaker.close();
  expect([opened[0]?.state, changed.mock.calls.length]).toEqual(["closed", 1]);
});
