import { expect, test } from "vitest";
import { RunningWitness } from "../../src/engine/compatible/running-witness";
import type { ImagePicture } from "../../src/engine/picture";
import { SharedImage } from "../../src/engine/shared-image";

const closed: number[] = [];

function picture(frame: number): ImagePicture {
  const image = new SharedImage({ width: 1, height: 1, close: () => closed.push(frame) });
  return { kind: "image", frame, width: 1, height: 1, image };
}

function metadata(presentedFrames: number, presentationTime: number): VideoFrameCallbackMetadata {
  return { presentedFrames, presentationTime, expectedDisplayTime: 0, width: 1, height: 1, mediaTime: 0 };
}

test("a copy counts once the next frame is known to have come after it", () => {
  const witness = new RunningWitness();
  expect(witness.report(picture(1), metadata(10, 100), 105)).toBeNull();
  expect(witness.report(picture(2), metadata(11, 141), 145)?.frame).toBe(1);
});

test("a copy made after the next frame was presented is thrown away", () => {
  const witness = new RunningWitness();
  witness.report(picture(3), metadata(10, 100), 143);
  expect(witness.report(picture(4), metadata(11, 141), 146)).toBeNull();
  expect(closed).toContain(3);
});

test("a copy is thrown away when a callback was missed in between", () => {
  const witness = new RunningWitness();
  witness.report(picture(5), metadata(10, 100), 105);
  expect(witness.report(picture(7), metadata(12, 183), 186)).toBeNull();
  expect(closed).toContain(5);
});
