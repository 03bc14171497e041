import { ViewerError } from "../errors";
import type { Manifest, ManifestRung, ManifestSegment } from "../manifest";
import { type Picture, planarBytes } from "../picture";
import { type Gop, isGop, SideAxis } from "../side-axis";
import type { SideSource } from "../side-source";
import type { Wish } from "../wish";
import { planDecoding } from "./decode-plan";
import { FrameCache } from "./frame-cache";
import type { DecodeJob, WantMessage, WorkerMessage } from "./messages";

/** One side decoded by a worker of its own into a frame cache. */
export class ExactSide implements SideSource {
  private readonly axis: SideAxis;
  private readonly cache: FrameCache;
  private readonly capacity: number;
  private readonly attempts = new Map<string, number>();
  private readonly failures = new Map<string, ViewerError>();
  private workerFailure: ViewerError | null = null;
  private readonly worker: Worker;
  private wish: Wish = { frame: 0, direction: 0, first: 0, end: 0, loops: false, speed: 0, epoch: 0 };
  private posted = "";

  constructor(
    readonly manifest: Manifest,
    readonly rung: ManifestRung,
    budgetBytes: number,
    private readonly changed: () => void,
  ) {
    this.axis = new SideAxis(manifest, rung.name);
    this.cache = new FrameCache(budgetBytes);
    this.capacity = Math.floor(budgetBytes / planarBytes(rung.width, rung.height));
    this.worker = new Worker(new URL("./decode-worker.ts", import.meta.url), { type: "module" });
    this.worker.onmessage = (event: MessageEvent<WorkerMessage>) => this.receive(event.data);
    this.worker.onerror = (event) => {
      this.workerFailure = new ViewerError("browser_unsupported", event.message);
      changed();
    };
  }

  segmentAt(frame: number): ManifestSegment {
    return this.axis.segmentAt(frame);
  }

  picture(frame: number): Picture | null {
    const held = this.cache.get(frame);
    if (held !== undefined) return held;
    return isGop(this.axis.stretchAt(frame)) ? null : { kind: "missing", frame };
  }

  failureAt(frame: number): ViewerError | null {
    if (this.workerFailure !== null) return this.workerFailure;
    const stretch = this.axis.stretchAt(frame);
    return isGop(stretch) ? (this.failures.get(stretch.key) ?? null) : null;
  }

  want(wish: Wish): void {
    this.wish = wish;
    const gops = planDecoding({
      wish,
      capacity: this.capacity,
      stretchAt: (frame) => this.axis.stretchAt(frame),
      has: (frame) => this.cache.has(frame),
    });
    const jobs = gops.map((gop) => this.job(gop));
    const summary = jobs.map((job) => `${job.key}/${job.attempt}`).join(" ");
    if (summary === this.posted) return;
    this.posted = summary;
    this.worker.postMessage({ kind: "want", jobs } satisfies WantMessage);
  }

  presented(): null {
    return null;
  }

  close(): void {
    this.worker.terminate();
    this.cache.clear();
  }

  private job(gop: Gop): DecodeJob {
    return {
      key: gop.key,
      attempt: this.attempts.get(gop.key) ?? 1,
      digest: gop.file.digest,
      url: new URL(gop.file.url, document.baseURI).href,
      keyRank: gop.keyRank,
      endRank: gop.endRank,
      origin: gop.origin,
    };
  }

  private receive(message: WorkerMessage): void {
    if (message.kind === "picture") {
      const { frame, width, height, data } = message;
      this.cache.put({ kind: "planar", frame, width, height, data }, this.wish.frame, this.wish.direction);
    } else if (message.kind === "failed") {
      this.failures.set(message.key, new ViewerError(message.code, message.detail));
    } else {
      this.attempts.set(message.key, (this.attempts.get(message.key) ?? 1) + 1);
    }
    this.changed();
  }
}
