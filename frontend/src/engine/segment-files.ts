import { ViewerError } from "./errors";

const ATTEMPTS = 3;
const RETRY_MS = 400;

export interface SegmentAddress {
  readonly digest: string;
  readonly url: string;
}

/** Whole proxy files by digest: fetched once, kept in a byte-budgeted LRU, fetched ahead on request. */
export class SegmentFiles {
  private readonly files = new Map<string, Uint8Array<ArrayBuffer>>();
  private readonly pending = new Map<string, Promise<Uint8Array<ArrayBuffer>>>();
  private usedBytes = 0;

  constructor(
    private readonly budgetBytes: number,
    private readonly fetchFile: (url: string) => Promise<Response> = (url) =>
      fetch(url, { credentials: "same-origin" }),
    private readonly retryMs = RETRY_MS,
  ) {}

  get bytes(): number {
    return this.usedBytes;
  }

  /** The file's bytes. @throws ViewerError `media_unreachable` after three tries. */
  get(address: SegmentAddress): Promise<Uint8Array<ArrayBuffer>> {
    const held = this.files.get(address.digest);
    if (held !== undefined) {
      this.files.delete(address.digest);
      this.files.set(address.digest, held);
      return Promise.resolve(held);
    }
    const running = this.pending.get(address.digest);
    if (running !== undefined) return running;
    const loading = this.load(address).finally(() => this.pending.delete(address.digest));
    this.pending.set(address.digest, loading);
    return loading;
  }

  /** Start fetching without waiting; a failure shows when the file is really asked for. */
  prefetch(address: SegmentAddress): void {
    this.get(address).catch(() => undefined);
  }

  private async load(address: SegmentAddress): Promise<Uint8Array<ArrayBuffer>> {
    let reason = "";
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      if (attempt > 0) await new Promise((resolve) => setTimeout(resolve, this.retryMs * attempt));
      try {
        const response = await this.fetchFile(address.url);
        if (response.ok) return this.keep(address.digest, new Uint8Array(await response.arrayBuffer()));
        reason = `status ${response.status}`;
        if (response.status < 500 && response.status !== 429) break;
      } catch (error) {
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
