import { expect, test } from "vitest";
import { PictureRing } from "../../../src/engine/compatible/picture-ring";
import type { ImagePicture } from "../../../src/engine/picture";
import { SharedImage } from "../../../src/engine/shared-image";

function pictures(...frames: number[]): { closed: number[]; made: ImagePicture[] } {
  const closed: number[] = [];
  const made = frames.map((frame): ImagePicture => {
    const image = new SharedImage({ width: 1, height: 1, close: () => closed.push(frame) });
    return { kind: "image", frame, width: 1, height: 1, image };
  });
  return { closed, made };
}

test("a picture that nobody else holds is freed with the ring", () => {
  const { closed, made } = pictures(1, 2);
  const ring = new PictureRing();
  for (const picture of made) ring.put(picture);
  ring.clear();
  expect(closed).toEqual([1, 2]);
});

test("a picture on the canvas outlives the ring until the canvas lets it go", () => {
  const { closed, made } = pictures(1);
  const ring = new PictureRing();
  for (const picture of made) ring.put(picture);
  for (const { image } of made) image.hold();
  ring.clear();
  expect(closed).toEqual([]);
  for (const { image } of made) image.release();
  expect(closed).toEqual([1]);
});

test("the same frame again takes the place of the first", () => {
  const first = pictures(4);
  const ring = new PictureRing();
  for (const picture of [...first.made, ...pictures(4).made]) ring.put(picture);
  expect([first.closed, ring.get(4) === first.made[0]]).toEqual([[4], false]);
});
