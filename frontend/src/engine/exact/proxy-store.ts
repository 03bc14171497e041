import { Backoff } from "../backoff";
import { ViewerError } from "../errors";
import { RETRY_MS } from "../media-fetch";
import type { SegmentAddress } from "../segment-files";
import type { ByteRange } from "./byte-ranges";
import { PartialFile } from "./partial-file";
import { type FetchRange, fetchRange, RangeFetch } from "./range-fetch";

/** Parts fetched ahead at the same time. */
const FETCHED_AHEAD = 2;
/** A file takes its whole length of address space, however little of it is here. */
const MOST_FILES = 64;

/** Bytes of a file that are worth having, its head before them. */
export interface RangeWish extends SegmentAddress, ByteRange {
  /** Bytes before the first picture, without which no other says anything. */
  readonly head: number;
  /** The playhead waits for it: everything else makes way. */
  readonly isDue: boolean;
  /** Of what is due, fetched alone and first: it is small, and shown until the rest is here. */
  readonly isGlimpse: boolean;
}

interface Running extends SegmentAddress {
  readonly fetch: RangeFetch;
}

interface Missing {
  readonly wish: RangeWish;
  readonly part: ByteRange;
}

/** Parts of proxy files by digest: fetched in the order wished, kept in a byte-budgeted LRU. */
export class ProxyStore {
  private readonly files = new Map<string, PartialFile>();
  private readonly backoff = new Backoff(() => this.work());
  private running: readonly Running[] = [];
  private wishes: readonly RangeWish[] = [];

  constructor(
    private readonly budgetBytes: number,
    private readonly ask: FetchRange = fetchRange,
    private readonly retryMs = RETRY_MS,
  ) {}

  /** Bytes that are here. */
  get bytes(): number {
    return [...this.files.values()].reduce((sum, file) => sum + file.count, 0);
  }

  /** Fetch these parts, most urgent first, as far as they fit the budget; give up fetching anything else. */
  want(wishes: readonly RangeWish[]): void {
    let room = this.budgetBytes;
    this.wishes = wishes.filter(({ from, to, isDue }) => {
      room -= to - from;
      return room >= 0 || isDue;
    });
    for (const { fetch, digest } of this.running) {
      const isWanted = this.wishes.some(
        (wish) => wish.digest === digest && parts(wish).some((part) => fetch.brings(part)),
      );
      if (!isWanted) fetch.giveUp();
    }
    this.work();
  }

  /**
   * A part that is wished for, as soon as it is here.
   *
   * @throws ViewerError `media_unreachable` after three tries, `signed_out`, `media_refused`, `media_mismatch`; the
   * signal's reason when it is aborted
   */
  read(address: SegmentAddress, range: ByteRange, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
    const file = this.file(address);
    const bytes = file.read(range, signal);
    if (file.has(range)) return bytes;
    // Who reads does not wait for the rest after an earlier failure.
    this.backoff.succeeded(address.digest);
    this.work();
    return bytes;
  }

  /** Whether all of it is here, its head too. */
  has(wish: RangeWish): boolean {
    const file = this.files.get(wish.digest);
    return file !== undefined && parts(wish).every((part) => file.has(part));
  }

  /** Try again at once what failed. */
  retry(): void {
    this.backoff.wake();
  }

  close(): void {
    this.want([]);
  }

  private work(): void {
    const all = this.wishes.filter(({ isDue }) => isDue).flatMap((wish) => this.missing(wish));
    const glimpses = all.filter(({ wish }) => wish.isGlimpse);
    const due = glimpses.length > 0 ? glimpses : all;
    for (const { wish, part } of due) {
      if (!this.underWay().some((running) => bringsSoon(running, wish, part))) this.start(wish, part, true);
    }
    if (due.length === 0) this.fetchAhead();
    else this.makeWay(due);
  }

  /** What is fetched ahead and brings nothing of what is due stops; what has come of it stays. */
  private makeWay(due: readonly Missing[]): void {
    for (const running of this.underWay()) {
      const isUseful = running.fetch.isDue || due.some(({ wish, part }) => bringsSoon(running, wish, part));
      if (!isUseful) running.fetch.giveUp();
    }
  }

  private fetchAhead(): void {
    for (const wish of this.wishes) {
      if (this.underWay().length >= FETCHED_AHEAD) return;
      for (const { part } of this.missing(wish)) {
        const isComing = this.underWay().some(({ fetch, digest }) => digest === wish.digest && fetch.brings(part));
        if (!isComing) this.start(wish, this.extended(wish, part), false);
      }
    }
  }

  /** What of a wish is not here, if asking for it is worth it now. */
  private missing(wish: RangeWish): Missing[] {
    if (this.backoff.isResting(wish.digest)) return [];
    const file = this.file(wish);
    return parts(wish).flatMap((whole) => {
      const part = file.missing(whole);
      return part === null ? [] : [{ wish, part }];
    });
  }

  /** With what is wished for right behind it: one question instead of several. */
  private extended({ digest }: RangeWish, part: ByteRange): ByteRange {
    let { to } = part;
    for (const wish of this.wishes) {
      if (wish.digest !== digest || wish.from !== to) continue;
      const missing = this.file(wish).missing(wish);
      if (missing === null || missing.from !== to) break;
      to = missing.to;
    }
    return { from: part.from, to };
  }

  private start(address: SegmentAddress, range: ByteRange, isDue: boolean): void {
    const { digest, url, bytes } = address;
    const file = this.file(address);
    const fetch = new RangeFetch(url, file, range, isDue, this.ask, this.retryMs);
    this.running = [...this.running, { digest, url, bytes, fetch }];
    fetch.done
      .then(
        () => this.backoff.succeeded(digest),
        (error) => this.failed(digest, file, fetch, error),
      )
      .finally(() => {
        this.running = this.running.filter((one) => one.fetch !== fetch);
        this.trim();
        this.work();
      });
  }

  private failed(digest: string, file: PartialFile, fetch: RangeFetch, error: unknown): void {
    if (fetch.isGivenUp) return;
    const known = error instanceof ViewerError ? error : new ViewerError("media_unreadable", String(error));
    this.backoff.failed(digest, !known.isPassing);
    file.fail(fetch.range, known);
  }

  private underWay(): Running[] {
    return this.running.filter(({ fetch }) => !fetch.isGivenUp);
  }

  private file({ digest, bytes }: SegmentAddress): PartialFile {
    const known = this.files.get(digest);
    if (known !== undefined) return known;
    const file = new PartialFile(bytes);
    this.files.set(digest, file);
    return file;
  }

  /** The files that were wished for longest ago go first. */
  private trim(): void {
    const wanted = new Set(this.wishes.map(({ digest }) => digest));
    for (const digest of wanted) this.touch(digest);
    let used = this.bytes;
    for (const [digest, file] of this.files) {
      if ((used <= this.budgetBytes && this.files.size <= MOST_FILES) || wanted.has(digest)) break;
      this.files.delete(digest);
      used -= file.count;
    }
  }

  private touch(digest: string): void {
    const file = this.files.get(digest);
    if (file === undefined) return;
    this.files.delete(digest);
    this.files.set(digest, file);
  }
}

function bringsSoon({ digest, fetch }: Running, wish: RangeWish, part: ByteRange): boolean {
  return digest === wish.digest && fetch.bringsSoon(part);
}

/** What has to be here for a wish: the head, and the part; one part where they touch. */
function parts({ head, from, to }: RangeWish): ByteRange[] {
  return from <= head
    ? [{ from: 0, to }]
    : [
        { from: 0, to: head },
        { from, to },
      ];
}
