import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { CountMessage, SpeakerMessage } from "../../../src/engine/sound/messages";

interface Processor {
  readonly port: { onmessage(event: { data: SpeakerMessage }): void; postMessage(count: CountMessage): void };
  process(inputs: Float32Array[][], outputs: Float32Array[][]): boolean;
}

let processor: Processor;
let told: CountMessage[];

beforeEach(async () => {
  told = [];
  vi.resetModules();
  vi.stubGlobal("sampleRate", 48000);
  vi.stubGlobal(
    "AudioWorkletProcessor",
    class {
      readonly port = { postMessage: (count: CountMessage) => told.push(count) };
    },
  );
  vi.stubGlobal("registerProcessor", (_name: string, made: new () => Processor) => {
    processor = new made();
  });
  await import("../../../src/engine/sound/speaker-worklet");
});

afterEach(() => vi.unstubAllGlobals());

/** The first sample that goes out in a block which the audio thread dates `frame`. */
function block(frame: number): number | undefined {
  vi.stubGlobal("currentFrame", frame);
  const output = [new Float32Array(128), new Float32Array(128)];
  processor.process([], [output]);
  return output[0]?.[0];
}

function give(samples: number): void {
  processor.port.onmessage({ data: { kind: "begin", take: 1 } });
  processor.port.onmessage({ data: { kind: "push", take: 1, channels: [new Float32Array(samples).fill(0.5)] } });
}

test("sound begins with the next block and is counted from its frame", () => {
  expect([block(0), block(128)]).toEqual([0, 0]);
  give(4800);
  expect(block(256)).toBe(0.5);
  expect(told).toEqual([{ take: 1, contextFrame: 256, played: 0, isFlowing: true }]);
});

test("sound waits while the audio thread is left with the frame of an earlier block", () => {
  block(0);
  block(128);
  give(4800);
  expect([block(128), block(128), block(512)]).toEqual([0, 0, 0.5]);
  expect(told).toEqual([{ take: 1, contextFrame: 512, played: 0, isFlowing: true }]);
});

test("once it flows it flows on", () => {
  block(0);
  give(4800);
  expect([block(128), block(128), block(128)]).toEqual([0.5, 0.5, 0.5]);
});
