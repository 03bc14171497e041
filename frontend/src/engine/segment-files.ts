import { persist, RETRY_MS, requireBytes } from "./media-fetch";

export interface SegmentAddress {
  readonly digest: string;
  readonly url: string;
  readonly bytes: number;
}

type FetchFile = (url: string, signal: AbortSignal) => Promise<Response>;

/** Whole files by digest: fetched once, kept in a byte-budgeted LRU. */
export class SegmentFiles {
  private readonly files = new Map<string, Uint8Array<ArrayBuffer>>();
  private readonly loading = new Map<string, Promise<Uint8Array<ArrayBuffer>>>();
  private readonly closing = new AbortController();
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
   * The file's bytes.
   *
   * @throws ViewerError `media_unreachable` after three tries, `signed_out`, `media_refused`; AbortError once closed
   */
  get(address: SegmentAddress): Promise<Uint8Array<ArrayBuffer>> {
    const { digest } = address;
    const held = this.files.get(digest);
    if (held !== undefined) {
      this.files.delete(digest);
      this.files.set(digest, held);
      return Promise.resolve(held);
    }
    const running = this.loading.get(digest);
    if (running !== undefined) return running;
    const file = this.load(address).finally(() => this.loading.delete(digest));
    this.loading.set(digest, file);
    return file;
  }

  /** Give up what is being fetched. */
  close(): void {
    this.closing.abort();
  }

  private load({ digest, url }: SegmentAddress): Promise<Uint8Array<ArrayBuffer>> {
    const { signal } = this.closing;
    return persist(url, signal, this.retryMs, async () => {
      const response = await this.fetchFile(url, signal);
      requireBytes(response, url);
      return this.keep(digest, new Uint8Array(await response.arrayBuffer()));
    });
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
