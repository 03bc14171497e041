import type { Manifest, ManifestSegment } from "../../src/engine";

/** A manifest cut like this; a negative count is a stretch without pictures. Key pictures every 12. */
export function manifestOf(counts: readonly number[], skips: readonly number[] = [], rungs = ["540p"]): Manifest {
  const segments: ManifestSegment[] = [];
  let first = 0;
  counts.forEach((signed, index) => {
    const count = Math.abs(signed);
    const skip = skips[index] ?? 0;
    const keyframes = Array.from({ length: Math.ceil((skip + count) / 12) }, (_, place) => place * 12);
    const files = rungs.map((rung) => ({
      rung,
      digest: `${rung}-${first}`,
      url: `/${rung}-${first}`,
      bytes: 1,
      keyframes,
      offsets: [],
    }));
    const restored = signed > 0;
    segments.push({ first, count, skip, files: restored ? files : [], restored, is_rendered: null, digest: null });
    first += count;
  });
  return {
    side: "source",
    rate: { num: 24000, den: 1001 },
    frame_count: first,
    width: 1920,
    height: 1080,
    pixel_aspect: { num: 1, den: 1 },
    rungs: rungs.map((name) => ({ name, codec: "avc1.640020", width: 320, height: Number.parseInt(name, 10) })),
    segments,
  };
}
