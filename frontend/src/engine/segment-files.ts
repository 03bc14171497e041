import { ViewerError } from "./errors";

const ATTEMPTS = 3;
const RETRY_MS = 400;
/** Files fetched ahead at the same time; what is due is fetched beside them. */
const FETCHED_AHEAD = 2;

export interface SegmentAddress {
  readonly digest: string;
  readonly url: string;
  readonly bytes: number;
}

type FetchFile = (url: string, signal: AbortSignal) => Promise<Response>;

interface Loading {
  readonly file: Promise<Uint8Array<ArrayBuffer>>;
  readonly giveUp: AbortController;
}

/** Whole proxy files by digest: fetched once, kept in a byte-budgeted LRU, fetched ahead in the order wished. */
export class SegmentFiles {
  private readonly files = new Map<string, Uint8Array<ArrayBuffer>>();
  private readonly loading = new Map<string, Loading>();
  private ahead: readonly SegmentAddress[] = [];
  private usedBytes = 0;

  constructor(
    private readonly budgetBytes: number,
    private readonly fetchFile: FetchFile = (url, signal) => fetch(url, { credentials: "same-origin", signal }),
    private readonly retryMs = RETRY_MS,
  ) {}

  get bytes(): number {
    return this.usedBytes;
  }

  /**
   * Fetch these ahead, most urgent first, as far as they fit the budget; give up fetching anything else.
   *
   * A failure shows when the file is really asked for.
   */
  want(addresses: readonly SegmentAddress[]): void {
    let room = this.budgetBytes;
    this.ahead = addresses.filter(({ bytes }) => {
      room -= bytes;
      return room >= 0;
    });
    const wanted = new Set(addresses.map(({ digest }) => digest));
    for (const [digest, { giveUp }] of this.loading) if (!wanted.has(digest)) giveUp.abort();
    this.fetchAhead();
  }

  /**
   * The file's bytes.
   *
   * @throws ViewerError `media_unreachable` after three tries, `signed_out`, `media_refused`; AbortError when given up
   */
  get(address: SegmentAddress): Promise<Uint8Array<ArrayBuffer>> {
    const held = this.files.get(address.digest);
    if (held !== undefined) {
      this.files.delete(address.digest);
      this.files.set(address.digest, held);
      return Promise.resolve(held);
    }
    const running = this.loading.get(address.digest);
    if (running !== undefined && !running.giveUp.signal.aborted) return running.file;
    const giveUp = new AbortController();
    const file = this.load(address, giveUp.signal).finally(() => {
      if (this.loading.get(address.digest)?.giveUp === giveUp) this.loading.delete(address.digest);
    });
    this.loading.set(address.digest, { file, giveUp });
    return file;
  }

  private fetchAhead(): void {
    for (const address of this.ahead) {
      if (this.loading.size >= FETCHED_AHEAD) return;
      if (this.files.has(address.digest) || this.loading.has(address.digest)) continue;
      this.get(address).then(
        () => this.fetchAhead(),
        () => undefined,
      );
    }
  }

  private async load(address: SegmentAddress, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
    let reason = "";
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      if (attempt > 0) await new Promise((resolve) => setTimeout(resolve, this.retryMs * attempt));
      signal.throwIfAborted();
      try {
        const response = await this.fetchFile(address.url, signal);
        if (response.ok) return this.keep(address.digest, new Uint8Array(await response.arrayBuffer()));
        requireHope(response.status, address.url);
        reason = `status ${response.status}`;
      } catch (error) {
        if (error instanceof ViewerError || signal.aborted) throw error;
        reason = String(error);
      }
    }
    throw new ViewerError("media_unreachable", `${address.url}: ${reason}`);
  }

  private keep(digest: string, file: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
    this.files.set(digest, file);
    this.usedBytes += file.byteLength;
    for (const [oldest, bytes] of this.files) {
      if (this.usedBytes <= this.budgetBytes || oldest === digest) break;
      this.files.delete(oldest);
      this.usedBytes -= bytes.byteLength;
    }
    return file;
  }
}

/** Answers that another try does not change end the trying. */
function requireHope(status: number, url: string): void {
  const detail = `${url}: status ${status}`;
  if (status === 401 || status === 403) throw new ViewerError("signed_out", detail);
  if (status < 500 && status !== 429) throw new ViewerError("media_refused", detail);
}
