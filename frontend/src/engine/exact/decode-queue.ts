import { ViewerError } from "../errors";
import { SegmentFiles } from "../segment-files";
import { GopDecoder } from "./gop-decoder";
import type { DecodeJob, WorkerMessage } from "./messages";
import { chunksOf, demuxProxy, type ProxyFile } from "./proxy-demuxer";

const FILE_BUDGET_BYTES = 64 * 2 ** 20;
const DEMUXED_FILES = 8;
const PREFETCHED_JOBS = 4;

/** Works off the newest list of wanted groups, one at a time; what is no longer wanted is given up at once. */
export class DecodeQueue {
  private readonly files = new SegmentFiles(FILE_BUDGET_BYTES);
  private readonly demuxed = new Map<string, ProxyFile>();
  private readonly decoder = new GopDecoder();
  private readonly completed = new Map<string, number>();
  private jobs: readonly DecodeJob[] = [];
  private current: DecodeJob | null = null;

  constructor(private readonly post: (message: WorkerMessage, transfer: Transferable[]) => void) {}

  want(jobs: readonly DecodeJob[]): void {
    this.jobs = jobs;
    for (const job of jobs.slice(0, PREFETCHED_JOBS)) this.files.prefetch(job);
    if (this.current === null) void this.work();
    else if (!this.isWanted(this.current)) this.decoder.abort();
  }

  private async work(): Promise<void> {
    for (let job = this.next(); job !== undefined; job = this.next()) {
      this.current = job;
      try {
        await this.decode(job);
      } catch (error) {
        if (!isAbort(error)) this.fail(job, error);
      }
    }
    this.current = null;
  }

  private next(): DecodeJob | undefined {
    return this.jobs.find((job) => job.attempt > (this.completed.get(job.key) ?? 0));
  }

  private isWanted(job: DecodeJob): boolean {
    return this.jobs.some((wanted) => wanted.key === job.key);
  }

  private async decode(job: DecodeJob): Promise<void> {
    const file = await this.demux(job);
    if (!this.isWanted(job)) return;
    const chunks = chunksOf(file, job.keyRank, job.endRank, job.digest);
    let delivered = 0;
    await this.decoder.decode(file.config, chunks, (rank, planes) => {
      delivered += 1;
      this.post({ kind: "picture", frame: job.origin + rank, ...planes }, [planes.data.buffer]);
    });
    if (delivered < chunks.length) {
      throw new ViewerError("media_mismatch", `${job.digest}: ${delivered} of ${chunks.length} pictures came out`);
    }
    this.completed.set(job.key, job.attempt);
    this.post({ kind: "done", key: job.key }, []);
  }

  private async demux(job: DecodeJob): Promise<ProxyFile> {
    const known = this.demuxed.get(job.digest);
    if (known !== undefined) return known;
    const file = await demuxProxy(await this.files.get(job), job.digest);
    this.demuxed.set(job.digest, file);
    for (const digest of this.demuxed.keys()) {
      if (this.demuxed.size <= DEMUXED_FILES) break;
      this.demuxed.delete(digest);
    }
    return file;
  }

  private fail(job: DecodeJob, error: unknown): void {
    this.completed.set(job.key, job.attempt);
    const known = error instanceof ViewerError ? error : new ViewerError("media_unreadable", String(error));
    this.post({ kind: "failed", key: job.key, code: known.code, detail: known.detail }, []);
  }
}

/** A group given up on request; it stays undone and comes back when it is wanted again. */
function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === "AbortError";
}
