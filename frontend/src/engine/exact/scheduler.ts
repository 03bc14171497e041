import { ViewerError } from "../errors";
import type { Manifest, ManifestRung } from "../manifest";
import type { SideSupply } from "../side-source";
import type { FrameRange } from "../time/frame-range";
import type { Wish } from "../wish";
import { planTogether } from "./decode-plan";
import { ExactSide, type ExactSideOwner } from "./exact-side";
import { FrameCache } from "./frame-cache";
import type { LaneWish, PageMessage, WorkerMessage } from "./messages";
import type { RangeWish } from "./proxy-store";

/** Decides for all sides together what a worker decodes next, and keeps what it decoded within one budget. */
export class Scheduler implements SideSupply, ExactSideOwner {
  private readonly cache: FrameCache;
  /** By lane, glimpses among them. */
  private readonly sides = new Map<number, ExactSide>();
  private readonly glimpses = new Set<ExactSide>();
  private worker: Worker;
  private failure: ViewerError | null = null;
  private lanesOpened = 0;
  private posted = "";

  /** `changed` is called when a picture came or a failure is known. */
  constructor(
    budgetBytes: number,
    private readonly changed: () => void,
  ) {
    this.cache = new FrameCache(budgetBytes);
    this.worker = this.startWorker();
  }

  /** Why nothing at all can be decoded, if that is so. */
  get broken(): ViewerError | null {
    return this.failure;
  }

  open(manifest: Manifest, rung: ManifestRung): ExactSide {
    this.lanesOpened += 1;
    const side = new ExactSide(manifest, rung, this.lanesOpened, this.cache, this);
    this.sides.set(side.lane, side);
    return side;
  }

  glimpse(manifest: Manifest, rung: ManifestRung): ExactSide {
    const side = this.open(manifest, rung);
    this.glimpses.add(side);
    return side;
  }

  want(wish: Wish): void {
    const sides = [...this.sides.values()].filter((side) => !this.glimpses.has(side));
    const capacity = this.capacity(sides);
    const planned = sides.map((side) => side.plan(wish, capacity));
    const kept = new Map(sides.map(({ lane }, index) => [lane, planned[index]?.kept ?? []]));
    for (const { lane } of this.glimpses) kept.set(lane, [{ first: wish.frame, end: wish.frame + 1 }]);
    this.cache.focus(
      wish.frame,
      wish.direction,
      (lane, frame) => kept.get(lane)?.some((gop) => holds(gop, frame)) ?? false,
    );
    const plans = planTogether(
      planned.map(({ gops }) => gops),
      wish,
    );
    const rest = sides.map((side, index) => ({
      lane: side.lane,
      jobs: (plans[index] ?? []).map((gop) => side.job(gop, wish.frame)),
    }));
    const first = this.glimpsed(wish, sides);
    const lanes: LaneWish[] = [...first, ...rest];
    const ahead = inTurn(sides.map((side) => side.parts(wish)));
    const parts = distinct([...first.flatMap(({ jobs }) => jobs), ...inTurn(rest.map(({ jobs }) => jobs)), ...ahead]);
    const summary = summarise(lanes, parts);
    if (summary === this.posted) return;
    this.posted = summary;
    this.post({ kind: "want", lanes, parts });
  }

  retry(): void {
    if (this.failure === null) {
      this.post({ kind: "retry" });
      return;
    }
    this.failure = null;
    this.worker.terminate();
    this.worker = this.startWorker();
    this.posted = "";
    this.changed();
  }

  close(): void {
    this.worker.terminate();
    for (const side of [...this.sides.values()]) side.close();
  }

  forget(side: ExactSide): void {
    this.sides.delete(side.lane);
    this.glimpses.delete(side);
    this.cache.drop(side.lane);
  }

  /** What is decoded for a glimpse, where one is wished for and not all sides hold the frame. */
  private glimpsed({ glimpse, frame }: Wish, sides: readonly ExactSide[]): LaneWish[] {
    const isWanted = glimpse && sides.some((side) => side.picture(frame) === null);
    return [...this.glimpses].map((side) => ({ lane: side.lane, jobs: isWanted ? side.glimpseJobs(frame) : [] }));
  }

  /** Frames of which the pictures of all sides fit in memory, beside one glimpse. */
  private capacity(sides: readonly ExactSide[]): number {
    const room = this.cache.budgetBytes - bytesOf([...this.glimpses]);
    return Math.max(Math.floor(room / Math.max(bytesOf(sides), 1)), 0);
  }

  private startWorker(): Worker {
    const worker = new Worker(new URL("./decode-worker.ts", import.meta.url), { type: "module" });
    worker.onmessage = (event: MessageEvent<WorkerMessage>) => this.receive(event.data);
    worker.onerror = (event) => {
      this.failure = new ViewerError("browser_unsupported", event.message);
      this.changed();
    };
    return worker;
  }

  private post(message: PageMessage): void {
    this.worker.postMessage(message);
  }

  private receive(message: WorkerMessage): void {
    const side = this.sides.get(message.lane);
    if (side === undefined) return;
    if (message.kind === "picture") {
      const { frame, width, height, data } = message;
      this.cache.put(message.lane, { kind: "planar", frame, width, height, data });
    } else {
      side.settle(message);
    }
    this.changed();
  }
}

/** What one picture of each side takes. */
function bytesOf(sides: readonly ExactSide[]): number {
  return sides.reduce((sum, side) => sum + side.pictureBytes, 0);
}

function holds({ first, end }: FrameRange, frame: number): boolean {
  return frame >= first && frame < end;
}

/** The first of each list, then the second of each, and so on. */
function inTurn(lists: readonly (readonly RangeWish[])[]): RangeWish[] {
  const longest = Math.max(0, ...lists.map((list) => list.length));
  return Array.from({ length: longest }, (_, place) => lists.flatMap((list) => list[place] ?? [])).flat();
}

function distinct(wishes: readonly RangeWish[]): RangeWish[] {
  const found = new Map<string, RangeWish>();
  for (const { digest, url, bytes, head, from, to, isDue, isGlimpse } of wishes) {
    const name = `${digest}:${from}`;
    if (!found.has(name)) found.set(name, { digest, url, bytes, head, from, to, isDue, isGlimpse });
  }
  return [...found.values()];
}

function summarise(lanes: readonly LaneWish[], parts: readonly RangeWish[]): string {
  const jobs = lanes.map(
    ({ lane, jobs }) => `${lane}: ${jobs.map((job) => `${job.key}/${job.attempt}/${job.isDue}`).join(" ")}`,
  );
  return [...jobs, ...parts.map(({ digest, from }) => `${digest}:${from}`)].join("\n");
}
