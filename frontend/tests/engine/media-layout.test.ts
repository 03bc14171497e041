import { describe, expect, test } from "vitest";
import { MediaLayout } from "../../src/engine/compatible/media-layout";
import { manifestOf } from "./manifests";

describe("the media timeline", () => {
  test("has frame n at n over the rate when files are whole", () => {
    const layout = new MediaLayout(manifestOf([48, 1, 30]), "540p");
    for (const frame of [0, 47, 48, 49, 78]) {
      const placement = layout.placementOf(frame);
      expect(placement && layout.mediaFrame(frame, placement)).toBe(frame);
      expect(layout.frameAt(frame)).toBe(frame);
    }
    expect(layout.seconds(24)).toBe(1.001);
  });

  test("follows the files where they run at another rate than the film", () => {
    const pal = { ...manifestOf([48, 48]), rate: { num: 24, den: 1 }, media_rate: { num: 25, den: 1 } };
    const layout = new MediaLayout(pal, "540p");
    expect(layout.seconds(50)).toBe(2);
    expect(layout.atSeconds(2)).toBe(50);
    expect(layout.pace).toBe(0.96);
    expect(new MediaLayout(manifestOf([48]), "540p").pace).toBe(1);
  });

  test("leaves room for pictures that only lead in, and never names them", () => {
    const layout = new MediaLayout(manifestOf([38, 48], [10, 5]), "540p");
    expect([9, 10, 47, 48, 52, 53].map((media) => layout.frameAt(media))).toEqual([null, 0, 37, null, null, 38]);
    expect(layout.length).toBe(101);
  });

  test("gives stretches without pictures no time", () => {
    const layout = new MediaLayout(manifestOf([10, -20, 10]), "540p");
    expect([layout.placementOf(9)?.frame, layout.placementOf(10), layout.placementOf(30)?.first]).toEqual([
      0,
      null,
      10,
    ]);
    expect(layout.placementFrom(12)?.frame).toBe(30);
    expect([9, 10].map((media) => layout.frameAt(media))).toEqual([9, 30]);
    expect(layout.frameAt(20)).toBeNull();
  });
});
