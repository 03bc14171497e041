import { DecodeQueue } from "./decode-queue";
import type { DecodeJob, WantMessage, WorkerMessage } from "./messages";
import { ProxyStore, type RangeWish } from "./proxy-store";

/** Coded pictures in memory, all sides together. */
const FILE_BUDGET_BYTES = 96 * 2 ** 20;

/** The decoders of all sides, one lane each, fed from one store of files. */
export class DecodeLanes {
  private readonly files = new ProxyStore(FILE_BUDGET_BYTES);
  private readonly queues = new Map<number, DecodeQueue>();

  constructor(private readonly post: (message: WorkerMessage, transfer: Transferable[]) => void) {}

  want({ lanes, parts }: WantMessage): void {
    const isSoon = this.isAtHand(lanes.flatMap(({ jobs }) => jobs));
    const isWorth = ({ isGlimpse }: RangeWish) => !(isGlimpse && isSoon);
    this.files.want(parts.filter(isWorth));
    const open = new Set(lanes.map(({ lane }) => lane));
    for (const [lane, queue] of this.queues) {
      if (open.has(lane)) continue;
      queue.close();
      this.queues.delete(lane);
    }
    for (const { lane, jobs } of lanes) this.queue(lane).want(jobs.filter(isWorth));
  }

  /** Try again at once what failed. */
  retry(): void {
    this.files.retry();
    for (const queue of this.queues.values()) queue.retry();
  }

  /** Whether what is due needs no fetching: a glimpse of it would only take the machine from it. */
  private isAtHand(jobs: readonly DecodeJob[]): boolean {
    return jobs.filter(({ isDue, isGlimpse }) => isDue && !isGlimpse).every((job) => this.files.has(job));
  }

  private queue(lane: number): DecodeQueue {
    const known = this.queues.get(lane);
    if (known !== undefined) return known;
    const queue = new DecodeQueue(lane, this.files, this.post);
    this.queues.set(lane, queue);
    return queue;
  }
}
