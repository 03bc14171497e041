import type { ViewerError } from "../errors";
import type { Manifest, ManifestRung, ManifestSegment } from "../manifest";
import type { ImagePicture, Picture } from "../picture";
import { SharedImage } from "../shared-image";
import { SideAxis } from "../side-axis";
import type { SideSource } from "../side-source";
import type { Wish } from "../wish";
import { MediaFeed } from "./media-feed";
import { MediaLayout } from "./media-layout";
import { PictureRing } from "./picture-ring";
import { RunningWitness } from "./running-witness";
import { SeekWitness } from "./seek-witness";

/** Speeds a video element can run at; everything else is done by seeking after the clock. */
const ELEMENT_SPEEDS: readonly number[] = [1, 2];
/** A running video this many frames late is put where it should be. */
const LATE_FRAMES = 24;
/** Milliseconds after a seek in which the element must say what it shows; then the seek is made again. */
const REPORT_MS = 500;

/**
 * One side shown by a hidden video element over MediaSource.
 *
 * The frame number of a picture is what requestVideoFrameCallback reports, rounded; a paused picture is always
 * fetched by a seek to the middle of its frame.
 */
export class CompatibleSide implements SideSource {
  private readonly axis: SideAxis;
  private readonly layout: MediaLayout;
  private readonly video = document.createElement("video");
  private readonly feed: MediaFeed;
  private readonly ring = new PictureRing();
  private readonly witness = new RunningWitness();
  private readonly surface: OffscreenCanvas;
  private epoch = -1;
  private isRunning = false;
  private readonly sought = new SeekWitness();
  private isClosed = false;

  constructor(
    readonly manifest: Manifest,
    readonly rung: ManifestRung,
    private readonly changed: () => void,
    private readonly closed: (side: CompatibleSide) => void,
  ) {
    this.axis = new SideAxis(manifest, rung.name);
    this.layout = new MediaLayout(manifest, rung.name);
    this.surface = new OffscreenCanvas(rung.width, rung.height);
    this.video.muted = true;
    this.video.playsInline = true;
    this.video.disableRemotePlayback = true;
    this.feed = new MediaFeed(this.video, this.layout, rung.codec, changed);
    this.video.addEventListener("seeked", () => this.seeked());
    this.video.addEventListener("ended", () => this.showEnd());
    this.listen();
  }

  segmentAt(frame: number): ManifestSegment {
    return this.axis.segmentAt(frame);
  }

  picture(frame: number): Picture | null {
    if (this.layout.placementOf(frame) === null) return { kind: "missing", frame };
    return this.ring.get(frame);
  }

  failureAt(frame: number): ViewerError | null {
    return this.layout.placementOf(frame) === null ? null : this.feed.failure;
  }

  presented(): number | null {
    return this.isRunning ? this.ring.newest : null;
  }

  /** The newest wish replaces all earlier ones. */
  want(wish: Wish): void {
    this.feed.around(wish.frame);
    const wasRunning = this.isRunning;
    this.isRunning = ELEMENT_SPEEDS.includes(wish.speed);
    if (wasRunning && !this.isRunning) {
      this.video.pause();
      this.forget();
    }
    const isJump = wish.epoch !== this.epoch;
    this.epoch = wish.epoch;
    if (this.isRunning) this.run(wish, isJump);
    else this.seek(wish.frame);
  }

  /** Try again at once what failed. */
  retry(): void {
    this.feed.retry();
  }

  close(): void {
    this.isClosed = true;
    this.closed(this);
    this.feed.close();
    this.video.removeAttribute("src");
    this.video.load();
    this.forget();
  }

  private run(wish: Wish, isJump: boolean): void {
    this.video.playbackRate = wish.speed * this.layout.pace;
    if (isJump && this.ring.newest !== wish.frame) this.forget();
    const at = this.ring.newest;
    if (at === null || at < wish.frame - LATE_FRAMES) {
      this.seek(this.nextShown(wish.frame));
    } else if (at > wish.frame + this.ring.capacity(this.rung.width, this.rung.height) / 2) {
      this.video.pause();
    } else if (this.video.paused && !this.video.ended && this.sought.target === null) {
      // A refused start leaves the picture where it is; the clock follows the pictures.
      this.video.play().catch(() => undefined);
    }
  }

  /** This frame, or the first after it that has a picture. */
  private nextShown(frame: number): number {
    const placement = this.layout.placementFrom(frame);
    return placement === null ? frame : Math.max(frame, placement.frame);
  }

  private seek(frame: number): void {
    const placement = this.layout.placementOf(frame);
    const { target } = this.sought;
    if (placement === null || this.ring.get(frame) !== null || target === frame) return;
    const isBusy = target !== null && this.video.seeking && this.isAppended(target);
    if (isBusy || !this.feed.has(placement)) return;
    this.witness.forget();
    this.video.pause();
    this.sought.begin(frame, performance.now());
    this.video.currentTime = this.layout.seconds(this.layout.mediaFrame(frame, placement) + 0.5);
  }

  private isAppended(frame: number): boolean {
    const placement = this.layout.placementOf(frame);
    return placement !== null && this.feed.has(placement);
  }

  private listen(): void {
    this.video.requestVideoFrameCallback((_, metadata) => {
      if (this.isClosed) return;
      this.listen();
      const frame = this.layout.frameAt(this.layout.atSeconds(metadata.mediaTime));
      if (this.sought.target !== null) {
        this.sought.report(frame, metadata.presentationTime);
        this.arrive();
      } else if (frame !== null && !this.video.paused) this.ran(frame, metadata);
    });
  }

  /** Browsers report the picture of a seek before or after they say that it is over; it counts once both are true. */
  private arrive(): void {
    const { target, isProven } = this.sought;
    if (target === null || !isProven || this.video.seeking) return;
    this.sought.end();
    this.keep(this.snapshot(target));
  }

  private seeked(): void {
    const { target } = this.sought;
    if (target === null) return;
    this.arrive();
    setTimeout(() => {
      if (this.sought.target !== target || this.isClosed) return;
      this.sought.end();
      this.changed();
    }, REPORT_MS);
  }

  /** Nothing follows that could tell whether the last copy came in time: the last frame is fetched like a paused one. */
  private showEnd(): void {
    const last = this.layout.placements.at(-1);
    if (this.isRunning && last !== undefined) this.seek(last.frame + last.end - last.first - 1);
  }

  private ran(frame: number, metadata: VideoFrameCallbackMetadata): void {
    const picture = this.snapshot(frame);
    this.keep(this.witness.report(picture, metadata, performance.now()));
  }

  private snapshot(frame: number): ImagePicture {
    const { width, height } = this.surface;
    this.surface.getContext("2d", { alpha: false })?.drawImage(this.video, 0, 0, width, height);
    const image = new SharedImage(this.surface.transferToImageBitmap());
    return { kind: "image", frame, width, height, image };
  }

  private keep(picture: ImagePicture | null): void {
    if (picture === null) return;
    this.ring.put(picture);
    this.changed();
  }

  private forget(): void {
    this.ring.clear();
    this.witness.forget();
  }
}
