import { ViewerError } from "../errors";
import type { Manifest, ManifestRung, ManifestSegment } from "../manifest";
import { type Picture, planarBytes } from "../picture";
import { type Gop, isGop, SideAxis } from "../side-axis";
import type { SideSource } from "../side-source";
import type { Wish } from "../wish";
import { type DecodePlan, planDecoding, planFetching } from "./decode-plan";
import type { FrameCache } from "./frame-cache";
import type { DecodeJob, DoneMessage, FailedMessage } from "./messages";
import type { RangeWish } from "./proxy-store";

/** Who opened a side. */
export interface ExactSideOwner {
  /** Why nothing at all can be decoded, if that is so. */
  readonly broken: ViewerError | null;
  forget(side: ExactSide): void;
}

/** One side at one rung: which groups of pictures it needs, and what of it is decoded. */
export class ExactSide implements SideSource {
  private readonly axis: SideAxis;
  private readonly attempts = new Map<string, number>();
  private readonly failures = new Map<string, ViewerError>();

  /** `lane` is its number among all sides ever opened. */
  constructor(
    readonly manifest: Manifest,
    readonly rung: ManifestRung,
    readonly lane: number,
    private readonly cache: FrameCache,
    private readonly owner: ExactSideOwner,
  ) {
    this.axis = new SideAxis(manifest, rung.name);
  }

  /** Bytes that one decoded picture takes. */
  get pictureBytes(): number {
    return planarBytes(this.rung.width, this.rung.height);
  }

  segmentAt(frame: number): ManifestSegment {
    return this.axis.segmentAt(frame);
  }

  picture(frame: number): Picture | null {
    const held = this.cache.get(this.lane, frame);
    if (held !== undefined) return held;
    return isGop(this.axis.stretchAt(frame)) ? null : { kind: "missing", frame };
  }

  failureAt(frame: number): ViewerError | null {
    const stretch = this.axis.stretchAt(frame);
    return isGop(stretch) ? (this.owner.broken ?? this.failures.get(stretch.key) ?? null) : null;
  }

  presented(): null {
    return null;
  }

  /** The groups to decode, most urgent first, where `capacity` frames of all sides fit in memory. */
  plan(wish: Wish, capacity: number): DecodePlan {
    return planDecoding({
      wish,
      capacity,
      stretchAt: (frame) => this.axis.stretchAt(frame),
      has: (frame) => this.cache.has(this.lane, frame),
    });
  }

  /** The groups to have at hand, nearest first. */
  parts(wish: Wish): RangeWish[] {
    const gops = planFetching(wish, (frame) => this.axis.stretchAt(frame));
    return gops.map((gop) => ({ ...bytesOf(gop), isDue: false, isGlimpse: false }));
  }

  /** The group to decode for a glimpse of this frame; none where its picture is here or does not exist. */
  glimpseJobs(frame: number): DecodeJob[] {
    const stretch = this.axis.stretchAt(frame);
    return isGop(stretch) && this.picture(frame) === null ? [{ ...this.job(stretch, frame), isGlimpse: true }] : [];
  }

  job(gop: Gop, frame: number): DecodeJob {
    return {
      ...bytesOf(gop),
      key: gop.key,
      attempt: this.attempts.get(gop.key) ?? 1,
      keyRank: gop.keyRank,
      firstRank: gop.first - gop.origin,
      endRank: gop.endRank,
      origin: gop.origin,
      isDue: frame >= gop.first && frame < gop.end,
      isGlimpse: false,
    };
  }

  settle(message: DoneMessage | FailedMessage): void {
    if (message.kind === "failed") {
      this.failures.set(message.key, new ViewerError(message.code, message.detail));
      return;
    }
    this.failures.delete(message.key);
    this.attempts.set(message.key, (this.attempts.get(message.key) ?? 1) + 1);
  }

  close(): void {
    this.owner.forget(this);
  }
}

/** Where the bytes of a group lie; the whole file where the manifest does not say. */
function bytesOf({ file, keyRank }: Gop): Omit<RangeWish, "isDue" | "isGlimpse"> {
  const { digest, bytes, keyframes, offsets } = file;
  const place = keyframes.indexOf(keyRank);
  const url = new URL(file.url, document.baseURI).href;
  const whole = { digest, url, bytes, head: bytes, from: 0, to: bytes };
  const from = offsets[place];
  return from === undefined ? whole : { ...whole, head: offsets[0] ?? 0, from, to: offsets[place + 1] ?? bytes };
}
