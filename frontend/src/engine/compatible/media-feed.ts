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

  /** Give up what is under way. */
  close(): void {
    this.isClosed = true;
    this.files.close();
    URL.revokeObjectURL(this.address);
  }

  private open(type: string): void {
    if (this.isClosed) return;
    this.buffer = this.source.addSourceBuffer(type);
    this.source.duration = this.layout.seconds(this.layout.length);
    void this.work();
  }

  private async work(): Promise<void> {
    const { buffer } = this;
    if (this.isWorking || buffer === null) return;
    this.isWorking = true;
    for (let next = this.missing(); next !== undefined && !this.isClosed; next = this.missing()) {
      try {
        await this.append(buffer, next);
        await this.trim(buffer);
        this.known = null;
        this.backoff.succeeded(next.file.digest);
      } catch (error) {
        await this.fail(buffer, next, error);
      }
      if (!this.isClosed) this.changed();
    }
    this.endStream();
    this.isWorking = false;
  }

  private async fail(buffer: SourceBuffer, { file }: Placement, error: unknown): Promise<void> {
    const isFull = error instanceof DOMException && error.name === "QuotaExceededError";
    if (this.isClosed || (isFull && (await this.makeRoom(buffer)))) return;
    this.known = error instanceof ViewerError ? error : new ViewerError("media_unreadable", String(error));
    this.backoff.failed(file.digest, !isFull && !this.known.isPassing);
  }

  /**
   * Without an end of stream the decoder keeps its last pictures back, waiting for more; every other change of the
   * buffer opens the stream again.
   */
  private endStream(): void {
    const last = this.layout.placements.at(-1);
    const isWhole = last !== undefined && this.appended.has(last.index);
    if (isWhole && !this.isClosed && this.source.readyState === "open") this.source.endOfStream();
  }

  /** The nearest file around the playhead that is not appended, later ones before earlier ones. */
  private missing(): Placement | undefined {
    const near = this.layout.placements.filter(
      (placement) =>
        !this.appended.has(placement.index) && !this.backoff.isResting(placement.file.digest) && this.isNear(placement),
    );
    return near.find(({ end }) => end > this.playhead) ?? near.at(-1);
  }

  private async append(buffer: SourceBuffer, placement: Placement): Promise<void> {
    const file = await this.files.get(placement.file);
    buffer.timestampOffset = this.layout.seconds(placement.origin);
    buffer.appendWindowEnd = this.layout.seconds(placement.end + HALF);
    await this.update(buffer, () => buffer.appendBuffer(file));
    this.appended.set(placement.index, placement);
  }

  private isNear({ origin, end }: Placement): boolean {
    return end > this.playhead - BEHIND_FRAMES && origin < this.playhead + AHEAD_FRAMES;
  }

  private async trim(buffer: SourceBuffer): Promise<void> {
    for (const placement of [...this.appended.values()]) {
      if (this.distance(placement) > 2 * AROUND_FRAMES) await this.remove(buffer, placement);
    }
  }

  /** The browser holds no more: take out what is farthest from the playhead. Returns whether there was anything. */
  private async makeRoom(buffer: SourceBuffer): Promise<boolean> {
    const spare = [...this.appended.values()].filter((placement) => !this.isNear(placement));
    const [farthest] = spare.sort((a, b) => this.distance(b) - this.distance(a));
    if (farthest === undefined) return false;
    await this.remove(buffer, farthest);
    return true;
  }

  private distance({ origin, end }: Placement): number {
    return Math.max(origin - this.playhead, this.playhead - end);
  }

  private async remove(buffer: SourceBuffer, { index, origin, end }: Placement): Promise<void> {
    this.appended.delete(index);
    const from = Math.max(this.layout.seconds(origin - HALF), 0);
    await this.update(buffer, () => buffer.remove(from, this.layout.seconds(end - HALF)));
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
      try {
        act();
      } catch (error) {
        settle(() => reject(error))();
      }
    });
  }
}
