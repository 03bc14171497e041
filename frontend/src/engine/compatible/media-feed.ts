import { Backoff } from "../backoff";
import { ViewerError } from "../errors";
import { SegmentFiles } from "../segment-files";
import type { MediaLayout, Placement } from "./media-layout";

const FILE_BUDGET_BYTES = 32 * 2 ** 20;
/** Frames kept appended around the playhead; beyond twice that they are removed again. */
const AROUND_FRAMES = 240;
const BEHIND_FRAMES = 24;
const AHEAD_FRAMES = 96;
/** Margin in frames so that rounding to microseconds cannot push a picture over a border. */
const HALF = 0.5;

interface WindowWithManagedSource {
  readonly ManagedMediaSource?: typeof MediaSource;
}

/** Keeps a video element's buffer filled around the playhead, each file at its exact place. */
export class MediaFeed {
  private readonly source: MediaSource;
  private readonly files = new SegmentFiles(FILE_BUDGET_BYTES);
  private readonly appended = new Map<number, Placement>();
  private readonly backoff = new Backoff(() => void this.work());
  private known: ViewerError | null = null;
  private buffer: SourceBuffer | null = null;
  private playhead = 0;
  private isWorking = false;
  private isClosed = false;
  private readonly address: string;

  constructor(
    private readonly video: HTMLVideoElement,
    private readonly layout: MediaLayout,
    codec: string,
    private readonly changed: () => void,
  ) {
    const Source = globalThis.MediaSource ?? (globalThis as WindowWithManagedSource).ManagedMediaSource;
    const type = `video/mp4; codecs="${codec}"`;
    if (Source === undefined || !Source.isTypeSupported(type)) throw new ViewerError("codec_unsupported", type);
    this.source = new Source();
    this.source.addEventListener("sourceopen", () => this.open(type), { once: true });
    this.address = URL.createObjectURL(this.source);
    video.src = this.address;
  }

  /** Why nothing more comes at the moment. */
  get failure(): ViewerError | null {
    return this.known;
  }

  has(placement: Placement): boolean {
    return this.appended.has(placement.index);
  }

  /** Fetch and append what lies around this assembly frame, nearest first. */
  around(frame: number): void {
    this.playhead = this.layout.placementFrom(frame)?.first ?? this.layout.length;
    void this.work();
  }

  /** Try again at once what failed. */
  retry(): void {
    this.backoff.wake();
  }

  close(): void {
    this.isClosed = true;
    URL.revokeObjectURL(this.address);
  }

  private open(type: string): void {
    this.buffer = this.source.addSourceBuffer(type);
    this.source.duration = this.layout.seconds(this.layout.length);
    void this.work();
  }

  private async work(): Promise<void> {
    if (this.isWorking || this.buffer === null) return;
    this.isWorking = true;
    for (let next = this.missing(); next !== undefined && !this.isClosed; next = this.missing()) {
      try {
        await this.append(this.buffer, next);
        await this.trim(this.buffer);
        this.known = null;
      } catch (error) {
        this.fail(next, error);
      }
      if (!this.isClosed) this.changed();
    }
    this.isWorking = false;
  }

  private fail({ file }: Placement, error: unknown): void {
    this.known = error instanceof ViewerError ? error : new ViewerError("media_unreadable", String(error));
    this.backoff.failed(file.digest, !this.known.isPassing);
  }

  /** The nearest file around the playhead that is not appended, later ones before earlier ones. */
  private missing(): Placement | undefined {
    const near = this.layout.placements.filter(
      ({ index, origin, end, file }) =>
        !this.appended.has(index) &&
        !this.backoff.isResting(file.digest) &&
        end > this.playhead - BEHIND_FRAMES &&
        origin < this.playhead + AHEAD_FRAMES,
    );
    return near.find(({ end }) => end > this.playhead) ?? near.at(-1);
  }

  private async append(buffer: SourceBuffer, placement: Placement): Promise<void> {
    const file = await this.files.get(placement.file);
    buffer.timestampOffset = this.layout.seconds(placement.origin);
    buffer.appendWindowEnd = this.layout.seconds(placement.end + HALF);
    await this.update(buffer, () => buffer.appendBuffer(file));
    this.appended.set(placement.index, placement);
    // Without an end of stream the decoder keeps its last pictures back, waiting for more.
    if (placement.end === this.layout.length && this.source.readyState === "open") this.source.endOfStream();
  }

  private async trim(buffer: SourceBuffer): Promise<void> {
    for (const [index, { origin, end }] of this.appended) {
      const isFar = end < this.playhead - 2 * AROUND_FRAMES || origin > this.playhead + 2 * AROUND_FRAMES;
      if (!isFar) continue;
      this.appended.delete(index);
      const from = Math.max(this.layout.seconds(origin - HALF), 0);
      await this.update(buffer, () => buffer.remove(from, this.layout.seconds(end - HALF)));
    }
  }

  private update(buffer: SourceBuffer, act: () => void): Promise<void> {
    return new Promise((resolve, reject) => {
      const listening = new AbortController();
      const { signal } = listening;
      const settle = (outcome: () => void) => () => {
        listening.abort();
        outcome();
      };
      buffer.addEventListener("updateend", settle(resolve), { signal });
      const refused = () => reject(new ViewerError("media_unreadable", this.video.error?.message ?? "append refused"));
      buffer.addEventListener("error", settle(refused), { signal });
      act();
    });
  }
}
