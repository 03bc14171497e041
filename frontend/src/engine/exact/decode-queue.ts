import { Backoff } from "../backoff";
import { ViewerError } from "../errors";
import { GivenUp, GopDecoder } from "./gop-decoder";
import type { DecodeJob, WorkerMessage } from "./messages";
import { type CodedPicture, headLength, type ProxyIndex, picturesOf, readHead } from "./proxy-demuxer";
import type { ProxyStore } from "./proxy-store";

const INDEXED_FILES = 64;

interface Running {
  readonly job: DecodeJob;
  readonly giveUp: AbortController;
}

/** Works off the newest list of wanted groups of one side, one at a time; what it must not wait for is given up. */
export class DecodeQueue {
  private readonly indexed = new Map<string, ProxyIndex>();
  private readonly decoder = new GopDecoder();
  private readonly completed = new Map<string, number>();
  private readonly backoff = new Backoff(() => this.start());
  private jobs: readonly DecodeJob[] = [];
  private running: Running | null = null;

  constructor(
    private readonly lane: number,
    private readonly files: ProxyStore,
    private readonly post: (message: WorkerMessage, transfer: Transferable[]) => void,
  ) {}

  want(jobs: readonly DecodeJob[]): void {
    this.jobs = jobs;
    if (this.running === null) this.start();
    else if (!this.mayGoOn(this.running.job)) this.giveUp(this.running);
  }

  /** Try again at once what failed. */
  retry(): void {
    this.backoff.wake();
  }

  close(): void {
    this.jobs = [];
    if (this.running !== null) this.giveUp(this.running);
    this.decoder.close();
  }

  private start(): void {
    if (this.running === null) void this.work();
  }

  private async work(): Promise<void> {
    for (let job = this.next(); job !== undefined; job = this.next()) {
      this.running = { job, giveUp: new AbortController() };
      try {
        await this.decode(job, this.running.giveUp.signal);
        this.backoff.succeeded(job.key);
        this.completed.set(job.key, job.attempt);
        this.post({ kind: "done", lane: this.lane, key: job.key }, []);
      } catch (error) {
        // A group given up on request stays undone and comes back when it is wanted again.
        if (!(error instanceof GivenUp)) this.fail(job, error);
      }
    }
    this.running = null;
  }

  private next(): DecodeJob | undefined {
    return this.jobs.find(
      (job) => job.attempt > (this.completed.get(job.key) ?? 0) && !this.backoff.isResting(job.key),
    );
  }

  /** A running group goes on while it is wanted and does not keep the due one waiting. */
  private mayGoOn(job: DecodeJob): boolean {
    const first = this.next();
    const isWanted = this.jobs.some((wanted) => wanted.key === job.key);
    return isWanted && (first === undefined || !first.isDue || first.key === job.key);
  }

  private giveUp(running: Running): void {
    running.giveUp.abort(new GivenUp());
    this.decoder.abort();
  }

  private async decode(job: DecodeJob, signal: AbortSignal): Promise<void> {
    const index = await this.index(job, signal);
    const pictures = picturesOf(index, job.keyRank, job.endRank, job.digest);
    requireInside(pictures, job);
    const chunks = pictures.map(({ rank, isKey, from, to }) => ({
      rank,
      isKey,
      data: () => this.files.read(job, { from, to }, signal),
    }));
    const delivered = new Set<number>();
    await this.decoder.decode(index.config, chunks, (rank, planes) => {
      delivered.add(rank);
      if (rank < job.firstRank) return;
      this.post({ kind: "picture", lane: this.lane, frame: job.origin + rank, ...planes }, [planes.data.buffer]);
    });
    if (delivered.size < chunks.length) {
      throw new ViewerError("media_mismatch", `${job.digest}: ${delivered.size} of ${chunks.length} pictures came out`);
    }
  }

  private async index(job: DecodeJob, signal: AbortSignal): Promise<ProxyIndex> {
    const known = this.indexed.get(job.digest);
    if (known !== undefined) return known;
    const bytes = await this.files.read(job, { from: 0, to: job.head }, signal);
    const isWhole = job.head === job.bytes;
    const index = await readHead(isWhole ? bytes.subarray(0, headLength(bytes, job.digest)) : bytes, job.digest);
    signal.throwIfAborted();
    this.indexed.set(job.digest, index);
    for (const digest of this.indexed.keys()) {
      if (this.indexed.size <= INDEXED_FILES) break;
      this.indexed.delete(digest);
    }
    return index;
  }

  private fail(job: DecodeJob, error: unknown): void {
    const known = error instanceof ViewerError ? error : new ViewerError("media_unreadable", String(error));
    this.backoff.failed(job.key, !known.isPassing);
    this.post({ kind: "failed", lane: this.lane, key: job.key, code: known.code, detail: known.detail }, []);
  }
}

/** What lies elsewhere than the manifest says would never be fetched. */
function requireInside(pictures: readonly CodedPicture[], { digest, from, to }: DecodeJob): void {
  const strays = pictures.filter((picture) => picture.from < from || picture.to > to);
  if (strays.length > 0) throw new ViewerError("media_mismatch", `${digest}: pictures outside bytes ${from} to ${to}`);
}
