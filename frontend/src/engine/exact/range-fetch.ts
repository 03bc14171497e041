import { ViewerError } from "../errors";
import { persist, requireBytes } from "../media-fetch";
import type { ByteRange } from "./byte-ranges";
import type { PartialFile } from "./partial-file";

/** `isDue`: somebody waits for these very bytes. */
export type FetchRange = (url: string, range: ByteRange, isDue: boolean, signal: AbortSignal) => Promise<Response>;

/** Ask for a part of a file. Browsers let two questions for one address wait for each other, but for what they do not keep. */
export const fetchRange: FetchRange = (url, { from, to }, isDue, signal) =>
  fetch(url, {
    credentials: "same-origin",
    headers: { Range: `bytes=${from}-${to - 1}` },
    cache: isDue ? "no-store" : "default",
    priority: isDue ? "high" : "auto",
    signal,
  });

/** One part of a file on its way: its bytes go into the file as they come. */
export class RangeFetch {
  /** Resolves when all of it is here. Rejects with ViewerError, or when given up. */
  readonly done: Promise<void>;
  private readonly giving = new AbortController();
  private at: number;

  constructor(
    private readonly url: string,
    private readonly file: PartialFile,
    readonly range: ByteRange,
    readonly isDue: boolean,
    private readonly ask: FetchRange,
    retryMs: number,
  ) {
    this.at = range.from;
    this.done = persist(url, this.giving.signal, retryMs, () => this.stream());
  }

  get isGivenUp(): boolean {
    return this.giving.signal.aborted;
  }

  giveUp(): void {
    this.giving.abort();
  }

  /** Whether bytes of `range` are still to come. */
  brings({ from, to }: ByteRange): boolean {
    return from < this.range.to && to > this.at;
  }

  /** Whether it brings all of `range`, and before it no more than that again. */
  bringsSoon({ from, to }: ByteRange): boolean {
    return to <= this.range.to && from >= this.at && from - this.at <= to - from;
  }

  private async stream(): Promise<void> {
    const response = await this.ask(this.url, { from: this.at, to: this.range.to }, this.isDue, this.giving.signal);
    requireBytes(response, this.url);
    let place = this.start(response);
    const reader = response.body?.getReader();
    for (let next = await reader?.read(); next?.value !== undefined; next = await reader?.read()) {
      this.put(place, next.value);
      place += next.value.byteLength;
      this.at = Math.max(this.at, place);
    }
    if (this.at < this.range.to) throw new Error(`ended at byte ${this.at} of ${this.range.to}`);
  }

  /** Where in the file an answer begins: servers may answer with all of it. */
  private start(response: Response): number {
    if (response.status !== 206) return 0;
    const told = /^bytes (\d+)-/.exec(response.headers.get("Content-Range") ?? "");
    if (Number(told?.[1]) === this.at) return this.at;
    throw new ViewerError("media_mismatch", `${this.url}: bytes from ${told?.[1]}, asked from ${this.at}`);
  }

  private put(place: number, bytes: Uint8Array): void {
    if (place + bytes.byteLength > this.file.bytes) {
      throw new ViewerError("media_mismatch", `${this.url} is longer than ${this.file.bytes} bytes`);
    }
    this.file.add(place, bytes);
  }
}
