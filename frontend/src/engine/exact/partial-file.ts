import { type ByteRange, ByteRanges } from "./byte-ranges";

interface Reader {
  readonly range: ByteRange;
  readonly resolve: (bytes: Uint8Array<ArrayBuffer>) => void;
  readonly reject: (reason: unknown) => void;
}

/** A file of which some bytes are here, and who waits for others. */
export class PartialFile {
  private data = new Uint8Array(0);
  private readonly held = new ByteRanges();
  private readonly readers = new Set<Reader>();

  /** `bytes`: the length of the whole file. */
  constructor(readonly bytes: number) {}

  /** Bytes that are here. */
  get count(): number {
    return this.held.count;
  }

  has(range: ByteRange): boolean {
    return this.held.has(range);
  }

  /** See `ByteRanges.missing`. */
  missing(range: ByteRange): ByteRange | null {
    return this.held.missing(range);
  }

  /** Put bytes at their place. @throws RangeError where they reach over the file's end */
  add(at: number, bytes: Uint8Array): void {
    if (this.data.byteLength === 0) this.data = new Uint8Array(this.bytes);
    this.data.set(bytes, at);
    this.held.add({ from: at, to: at + bytes.byteLength });
    for (const reader of this.readers) {
      if (!this.has(reader.range)) continue;
      this.readers.delete(reader);
      reader.resolve(this.view(reader.range));
    }
  }

  /** These bytes, as soon as they are here. Rejects when fetching them failed, or `signal` is aborted first. */
  read(range: ByteRange, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
    if (signal.aborted) return Promise.reject(signal.reason);
    if (this.has(range)) return Promise.resolve(this.view(range));
    return new Promise((resolve, reject) => {
      const reader = { range, resolve, reject };
      this.readers.add(reader);
      const leave = () => this.readers.delete(reader) && reject(signal.reason);
      signal.addEventListener("abort", leave, { once: true });
    });
  }

  /** Tell who waits for bytes of `range` that they do not come. */
  fail({ from, to }: ByteRange, reason: unknown): void {
    for (const reader of this.readers) {
      const missing = this.missing(reader.range);
      if (missing === null || missing.from >= to || missing.to <= from) continue;
      this.readers.delete(reader);
      reader.reject(reason);
    }
  }

  private view({ from, to }: ByteRange): Uint8Array<ArrayBuffer> {
    return this.data.subarray(from, to);
  }
}
