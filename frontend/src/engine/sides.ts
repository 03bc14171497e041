import { ViewerError } from "./errors";
import { type Manifest, type ManifestRung, wholeSize } from "./manifest";
import type { Picture } from "./picture";
import type { CanvasSize, Raster } from "./render/geometry";
import { MOST_SIDES } from "./render/mode";
import { glimpseRungs, rungsFrom } from "./rung-choice";
import { RungPolicy } from "./rung-policy";
import type { SideSource, SideSupply } from "./side-source";
import type { Wish } from "./wish";

const NO_RASTER: Raster = { width: 16, height: 9, pixelAspect: { num: 1, den: 1 } };

/** The sides of one comparison: the same axis, each at a rung that suits the view. */
export class Sides {
  private sources: SideSource[] = [];
  /** One for each side where a smaller rung than the one shown gives a first sight of a frame; else none. */
  private glimpses: SideSource[] = [];
  /** What the browser said it cannot play. */
  private readonly refused = new WeakSet<ManifestRung>();
  private readonly policy = new RungPolicy();

  /** `supply`: where their pictures come from; closed with them. */
  constructor(private readonly supply: SideSupply) {}

  get all(): readonly SideSource[] {
    return this.sources;
  }

  /** The tallest side's raster: what 1:1 refers to. */
  get raster(): Raster {
    return rasterOfAll(this.sources.map(({ manifest }) => manifest));
  }

  /** The size of a side's whole picture; null without that side. */
  rasterOf(side: number): CanvasSize | null {
    const manifest = this.sources[side]?.manifest;
    return manifest === undefined ? null : wholeSize(manifest);
  }

  /**
   * Show these manifests, each at a rung for the rows that they take on the canvas then: `rowsFor` is asked with their
   * number and the raster that 1:1 refers to. A rung that the browser cannot play makes way for the nearest that it can.
   * One given again keeps its decoded pictures.
   *
   * @returns whether any side is another than before
   * @throws ViewerError, without changing anything, when rate or length are not equal or a manifest is broken
   */
  set(manifests: readonly Manifest[], rowsFor: (count: number, raster: Raster) => number): boolean {
    requireEqualAxes(manifests);
    const rows = rowsFor(manifests.length, rasterOfAll(manifests));
    const previous = this.sources;
    const opened: SideSource[] = [];
    try {
      this.sources = manifests.map((manifest) => {
        const source = this.playable(manifest, this.policy.rungFor(manifest, rows), previous);
        if (!previous.includes(source)) opened.push(source);
        return source;
      });
    } catch (error) {
      for (const source of opened) source.close();
      throw error;
    }
    for (const source of previous) if (!this.sources.includes(source)) source.close();
    this.setGlimpses(manifests);
    return opened.length > 0;
  }

  private playable(manifest: Manifest, wanted: ManifestRung, previous: readonly SideSource[]): SideSource {
    let refusal: unknown = new ViewerError("codec_unsupported", manifest.side);
    for (const rung of rungsFrom(manifest, wanted).filter((candidate) => !this.refused.has(candidate))) {
      const same = held(previous, manifest, rung);
      if (same !== undefined) return same;
      try {
        return this.supply.open(manifest, rung);
      } catch (error) {
        if (!(error instanceof ViewerError) || error.code !== "codec_unsupported") throw error;
        this.refused.add(rung);
        refusal = error;
      }
    }
    throw refusal;
  }

  private setGlimpses(manifests: readonly Manifest[]): void {
    const previous = this.glimpses;
    const isWhole = manifests.every(({ crop }) => !crop);
    const rungs = isWhole && this.supply.glimpse ? glimpseRungs(manifests) : [];
    const isSmaller = rungs.some((rung, side) => rung.height < (this.sources[side]?.rung.height ?? 0));
    this.glimpses = (isSmaller ? manifests : []).flatMap((manifest, side) => {
      const rung = rungs[side];
      if (rung === undefined) return [];
      return held(previous, manifest, rung) ?? this.supply.glimpse?.(manifest, rung) ?? [];
    });
    for (const source of previous) if (!this.glimpses.includes(source)) source.close();
  }

  /** Choose rungs again for a canvas that shows the picture over `rows` rows; returns whether any is another. */
  refresh(rows: number): boolean {
    const manifests = this.sources.map((source) => source.manifest);
    return manifests.length > 0 && this.set(manifests, () => rows);
  }

  /** `auto`, or the rung that was chosen by name. */
  get rungChoice(): string {
    return this.policy.choice;
  }

  /** `auto`, or the name of a rung; a side that lacks it shows the next below. @returns whether any side is another than before */
  setPolicy(policy: string, rows: number): boolean {
    this.policy.choose(policy);
    return this.refresh(rows);
  }

  /** Whether the playhead runs now, and whether pictures came too late: the machine may need another rung. */
  keepPace(now: number, isPlaying: boolean, isLate: boolean, rows: number): boolean {
    const before = this.policy.stepsDown;
    this.policy.observe(now, isPlaying);
    if (isLate) this.policy.late(now, Math.max(0, ...this.sources.map((source) => source.manifest.rungs.length)) - 1);
    return this.policy.stepsDown !== before && this.refresh(rows);
  }

  /** Try again at once what failed. */
  retry(): void {
    this.supply.retry();
  }

  close(): void {
    this.supply.close();
    this.sources = [];
    this.glimpses = [];
  }

  want(wish: Wish): void {
    this.supply.want(wish);
  }

  /** The pictures of exactly this frame, one per side, or null while one is not here. */
  pictures(frame: number): Picture[] | null {
    return together(this.sources.map((source) => source.picture(frame)));
  }

  /** The same from the smallest rung of all sides; null where there is no smaller one, or one of them is not here. */
  glimpse(frame: number): Picture[] | null {
    return together(this.glimpses.map((source) => source.picture(frame)));
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
}

function held(sources: readonly SideSource[], manifest: Manifest, rung: ManifestRung): SideSource | undefined {
  return sources.find((source) => source.manifest === manifest && source.rung.name === rung.name);
}

/** Pictures of all sides, or null while one is not here. */
function together(pictures: readonly (Picture | null)[]): Picture[] | null {
  const here = pictures.filter((picture) => picture !== null);
  return here.length > 0 && here.length === pictures.length ? here : null;
}

function rasterOfAll(manifests: readonly Manifest[]): Raster {
  const own = manifests.filter((manifest) => !manifest.is_reference);
  let tallest: Manifest | null = null;
  for (const manifest of own.length > 0 ? own : manifests) {
    if (tallest === null || wholeSize(manifest).height > wholeSize(tallest).height) tallest = manifest;
  }
  return tallest === null ? NO_RASTER : { ...wholeSize(tallest), pixelAspect: tallest.pixel_aspect };
}

function requireEqualAxes(manifests: readonly Manifest[]): void {
  const [first] = manifests;
  if (first === undefined) throw new ViewerError("sides_differ", "no side given");
  if (manifests.length > MOST_SIDES) throw new ViewerError("sides_differ", `${manifests.length} sides given`);
  for (const { side, rate, frame_count } of manifests) {
    const isEqual = rate.num * first.rate.den === first.rate.num * rate.den && frame_count === first.frame_count;
    if (!isEqual) throw new ViewerError("sides_differ", `${side} has another rate or length than ${first.side}`);
  }
}
