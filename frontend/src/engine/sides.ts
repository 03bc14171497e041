import type { EngineKind } from "./capability";
import { CompatibleSide } from "./compatible/compatible-side";
import { ViewerError } from "./errors";
import { ExactSide } from "./exact/exact-side";
import type { Manifest, ManifestRung } from "./manifest";
import type { Picture } from "./picture";
import type { Raster } from "./render/geometry";
import { chooseRung, namedRung } from "./rung-choice";
import type { SideSource } from "./side-source";
import type { Wish } from "./wish";

const NO_RASTER: Raster = { width: 16, height: 9, pixelAspect: { num: 1, den: 1 } };

/** The sides of one comparison: the same axis, each at a rung that suits the view. */
export class Sides {
  private sources: SideSource[] = [];
  private policy = "auto";
  private stepsDown = 0;

  constructor(
    private readonly engine: EngineKind,
    private readonly cacheBytes: number,
    private readonly changed: () => void,
  ) {}

  get all(): readonly SideSource[] {
    return this.sources;
  }

  /** The tallest side's raster: what 1:1 refers to. */
  get raster(): Raster {
    let tallest: Manifest | null = null;
    for (const { manifest } of this.sources) {
      if (tallest === null || manifest.height > tallest.height) tallest = manifest;
    }
    if (tallest === null) return NO_RASTER;
    return { width: tallest.width, height: tallest.height, pixelAspect: tallest.pixel_aspect };
  }

  /**
   * Show these manifests at a rung for `rows` rows on the canvas. One given again keeps its decoded pictures.
   *
   * @throws ViewerError, without changing anything, when rate or length are not equal or a manifest is broken
   */
  set(manifests: readonly Manifest[], rows: number): void {
    requireEqualAxes(manifests);
    const previous = this.sources;
    const opened: SideSource[] = [];
    const share = Math.floor(this.cacheBytes / manifests.length);
    try {
      this.sources = manifests.map((manifest) => {
        const rung = this.rungFor(manifest, rows);
        const same = previous.find((source) => source.manifest === manifest && source.rung.name === rung.name);
        if (same !== undefined) return same;
        const fresh = this.open(manifest, rung, share);
        opened.push(fresh);
        return fresh;
      });
    } catch (error) {
      for (const source of opened) source.close();
      throw error;
    }
    for (const source of previous) if (!this.sources.includes(source)) source.close();
  }

  /** Choose rungs again for a canvas that shows the picture over `rows` rows. */
  refresh(rows: number): void {
    if (this.sources.length > 0)
      this.set(
        this.sources.map((source) => source.manifest),
        rows,
      );
  }

  /** `auto`, or the name of a rung that every side has. */
  setPolicy(policy: string, rows: number): void {
    this.policy = policy;
    this.stepsDown = 0;
    this.refresh(rows);
  }

  /** The machine does not keep up: go to a smaller rung where the choice is ours and there is one. */
  stepDown(rows: number): void {
    const most = Math.max(...this.sources.map((source) => source.manifest.rungs.length)) - 1;
    if (this.policy !== "auto" || this.stepsDown >= most) return;
    this.stepsDown += 1;
    this.refresh(rows);
  }

  reopen(rows: number): void {
    const manifests = this.sources.map((source) => source.manifest);
    this.close();
    if (manifests.length > 0) this.set(manifests, rows);
  }

  close(): void {
    for (const source of this.sources) source.close();
    this.sources = [];
  }

  want(wish: Wish): void {
    for (const source of this.sources) source.want(wish);
  }

  /** The pictures of exactly this frame, one per side, or null while one is not here. */
  pictures(frame: number): Picture[] | null {
    const pictures: Picture[] = [];
    for (const source of this.sources) {
      const picture = source.picture(frame);
      if (picture === null) return null;
      pictures.push(picture);
    }
    return pictures.length > 0 ? pictures : null;
  }

  failureAt(frame: number): ViewerError | null {
    for (const source of this.sources) {
      const failure = source.failureAt(frame);
      if (failure !== null) return failure;
    }
    return null;
  }

  /** The frame that every running video has reached; null where the transport is the clock. */
  presented(): number | null {
    const frames = this.sources.map((source) => source.presented()).filter((frame) => frame !== null);
    return frames.length > 0 ? Math.min(...frames) : null;
  }

  private rungFor(manifest: Manifest, rows: number): ManifestRung {
    return this.policy === "auto" ? chooseRung(manifest, rows, this.stepsDown) : namedRung(manifest, this.policy);
  }

  private open(manifest: Manifest, rung: ManifestRung, cacheBytes: number): SideSource {
    if (this.engine === "exact") return new ExactSide(manifest, rung, cacheBytes, this.changed);
    return new CompatibleSide(manifest, rung, this.changed);
  }
}

function requireEqualAxes(manifests: readonly Manifest[]): void {
  const [first] = manifests;
  if (first === undefined) throw new ViewerError("sides_differ", "no side given");
  for (const { side, rate, frame_count } of manifests) {
    const isEqual = rate.num * first.rate.den === first.rate.num * rate.den && frame_count === first.frame_count;
    if (!isEqual) throw new ViewerError("sides_differ", `${side} has another rate or length than ${first.side}`);
  }
}
