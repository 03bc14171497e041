import { beforeEach, describe, expect, test, vi } from "vitest";
import type { Manifest } from "../../../src/engine";
import type { DecodeJob, PageMessage, WantMessage, WorkerMessage } from "../../../src/engine/exact/messages";
import { Scheduler } from "../../../src/engine/exact/scheduler";
import type { Wish } from "../../../src/engine/wish";
import { manifestOf } from "../manifests";

const RUNG = { name: "540p", codec: "avc1.640020", width: 4, height: 2 };
const PICTURE_BYTES = 12;

/** The worker as the page sees it. */
class StubWorker {
  static made: StubWorker[] = [];
  readonly posted: PageMessage[] = [];
  onmessage: ((event: { data: WorkerMessage }) => void) | null = null;
  onerror: ((event: { message: string }) => void) | null = null;
  isEnded = false;

  constructor() {
    StubWorker.made.push(this);
  }

  postMessage(message: PageMessage): void {
    this.posted.push(message);
  }

  terminate(): void {
    this.isEnded = true;
  }

  say(message: WorkerMessage): void {
    this.onmessage?.({ data: message });
  }

  /** All pictures of a group, and that they are all. */
  finish(lane: number, { origin, firstRank, endRank, key }: DecodeJob): void {
    for (let rank = firstRank; rank < endRank; rank += 1) {
      const data = new Uint8Array(PICTURE_BYTES);
      this.say({ kind: "picture", lane, frame: origin + rank, width: 4, height: 2, data });
    }
    this.say({ kind: "done", lane, key });
  }
}

beforeEach(() => {
  StubWorker.made = [];
  vi.stubGlobal("Worker", StubWorker);
  vi.stubGlobal("document", { baseURI: "https://site.test/" });
});

function wishAt(frame: number, part: Partial<Wish> = {}): Wish {
  return {
    frame,
    direction: 0,
    heading: 1,
    first: 0,
    end: 144,
    loops: false,
    speed: 0,
    epoch: 0,
    glimpse: false,
    ...part,
  };
}

function withOffsets(manifest: Manifest): Manifest {
  const segments = manifest.segments.map((segment) => ({
    ...segment,
    files: segment.files.map((file) => ({
      ...file,
      bytes: 5000,
      offsets: file.keyframes.map((rank) => 100 + rank * 100),
    })),
  }));
  return { ...manifest, segments };
}

function scheduled(budgetFrames: number, manifests = [manifestOf([48, 48, 48]), manifestOf([30, 114])]) {
  const changed = vi.fn();
  const scheduler = new Scheduler(budgetFrames * PICTURE_BYTES * manifests.length, changed);
  const sides = manifests.map((manifest) => scheduler.open(withOffsets(manifest), RUNG));
  const worker = () => StubWorker.made.at(-1) ?? new StubWorker();
  const wants = () => worker().posted.filter((message): message is WantMessage => message.kind === "want");
  const jobs = (side: number) => wants().at(-1)?.lanes[side]?.jobs ?? [];
  return { scheduler, sides, worker, wants, jobs, changed };
}

describe("the scheduler", () => {
  test("asks for the due group of every side first, where its bytes lie", () => {
    const { scheduler, wants, jobs } = scheduled(64);
    scheduler.want(wishAt(52));
    expect(jobs(0)[0]).toMatchObject({
      url: "https://site.test/540p-48",
      key: "48:0",
      isDue: true,
      head: 100,
      from: 100,
      to: 1300,
      origin: 48,
    });
    expect(jobs(1)[0]).toMatchObject({ key: "30:12", isDue: true, head: 100, from: 1300, to: 2500, origin: 30 });
    const [first, second, third] = wants().at(-1)?.parts ?? [];
    expect([first, second].map((part) => part?.isDue)).toEqual([true, true]);
    expect(third?.isDue).toBe(false);
  });

  test("asks for a glimpse before all else while the frame is wanted so and not all sides hold it", () => {
    const { scheduler, sides, worker, wants } = scheduled(64);
    const small = [manifestOf([48, 48, 48], [], ["270p"]), manifestOf([30, 114], [], ["270p"])];
    const glimpses = small.map((manifest) => scheduler.glimpse(withOffsets(manifest), { ...RUNG, name: "270p" }));
    const asked = () =>
      wants()
        .at(-1)
        ?.parts.filter(({ isGlimpse }) => isGlimpse) ?? [];
    scheduler.want(wishAt(52, { glimpse: true }));
    expect(
      wants()
        .at(-1)
        ?.parts.slice(0, 4)
        .map(({ digest }) => digest),
    ).toEqual(["270p-48", "270p-30", "540p-48", "540p-30"]);
    expect(asked().map(({ from, to }) => [from, to])).toEqual([
      [100, 1300],
      [1300, 2500],
    ]);
    const [job] =
      wants()
        .at(-1)
        ?.lanes.find(({ lane }) => lane === glimpses[0]?.lane)?.jobs ?? [];
    if (job === undefined) throw new Error("a job");
    worker().finish(glimpses[0]?.lane ?? 0, job);
    expect([glimpses[0]?.picture(52)?.frame, sides[0]?.picture(52)]).toEqual([52, null]);
    scheduler.want(wishAt(52));
    expect(asked()).toEqual([]);
  });

  test("says nothing twice, and nothing more once a standing playhead has its neighbourhood", () => {
    const { scheduler, sides, worker, wants, jobs } = scheduled(26);
    for (let turn = 0; turn < 20; turn += 1) {
      scheduler.want(wishAt(52));
      sides.forEach((side, index) => {
        for (const job of jobs(index)) worker().finish(side.lane, job);
      });
    }
    const said = wants().length;
    expect(said).toBeLessThan(6);
    expect([jobs(0), jobs(1)]).toEqual([[], []]);
    scheduler.want(wishAt(52));
    expect(wants()).toHaveLength(said);
  });

  test("asks again for a group whose pictures had to go", () => {
    const { scheduler, sides, worker, jobs } = scheduled(24);
    const [side] = sides;
    if (side === undefined) throw new Error("a side");
    const go = (frame: number) => {
      scheduler.want(wishAt(frame));
      for (const job of jobs(0)) worker().finish(side.lane, job);
    };
    go(0);
    for (const frame of [60, 72, 84, 96, 108, 120]) go(frame);
    expect(side.picture(0)).toBeNull();
    scheduler.want(wishAt(0));
    expect(jobs(0)[0]).toMatchObject({ key: "0:0", attempt: 2 });
  });
});

describe("a side", () => {
  test("gives exactly the frame's picture, says where there is none, and why one does not come", () => {
    const { scheduler, sides, worker, changed } = scheduled(64, [manifestOf([24, -24, 24])]);
    const [side] = sides;
    if (side === undefined) throw new Error("a side");
    scheduler.want(wishAt(3, { end: 72 }));
    expect([side.picture(3), side.picture(30)]).toEqual([null, { kind: "missing", frame: 30 }]);
    worker().say({ kind: "failed", lane: side.lane, key: "0:0", code: "media_refused", detail: "/a" });
    expect(side.failureAt(3)?.code).toBe("media_refused");
    expect([side.failureAt(13), side.failureAt(30)]).toEqual([null, null]);
    worker().finish(side.lane, { origin: 0, firstRank: 0, endRank: 12, key: "0:0" } as DecodeJob);
    expect([side.picture(3)?.frame, side.failureAt(3)]).toEqual([3, null]);
    expect(changed).toHaveBeenCalled();
  });

  test("that is closed hears nothing more and is asked for no more", () => {
    const { scheduler, sides, worker, wants } = scheduled(64);
    const [first, second] = sides;
    if (first === undefined || second === undefined) throw new Error("two sides");
    first.close();
    worker().finish(first.lane, { origin: 0, firstRank: 0, endRank: 12, key: "0:0" } as DecodeJob);
    expect(first.picture(0)).toBeNull();
    scheduler.want(wishAt(0));
    expect(
      wants()
        .at(-1)
        ?.lanes.map(({ lane }) => lane),
    ).toEqual([second.lane]);
  });
});

test("a worker that does not run is a failure of all sides, and trying again starts another", () => {
  const { scheduler, sides, worker, wants } = scheduled(64);
  scheduler.want(wishAt(0));
  const first = worker();
  first.onerror?.({ message: "no module workers" });
  expect(sides.map((side) => side.failureAt(0)?.code)).toEqual(["browser_unsupported", "browser_unsupported"]);
  scheduler.retry();
  expect(first.isEnded).toBe(true);
  expect(sides[0]?.failureAt(0)).toBeNull();
  scheduler.want(wishAt(0));
  expect(wants()).toHaveLength(1);
});
