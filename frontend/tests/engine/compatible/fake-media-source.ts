/** A source buffer that holds ranges, as long as there is room. */
export class FakeSourceBuffer extends EventTarget {
  timestampOffset = 0;
  appendWindowEnd = Number.POSITIVE_INFINITY;
  /** Where appended files begin, in seconds. */
  held: number[] = [];
  /** How many files fit. */
  room = Number.POSITIVE_INFINITY;
  /** Listeners that were added and not removed. */
  listeners = 0;

  constructor(private readonly source: FakeMediaSource) {
    super();
  }

  appendBuffer(): void {
    if (this.held.length >= this.room) throw new DOMException("full", "QuotaExceededError");
    this.held.push(this.timestampOffset);
    this.settle();
  }

  remove(from: number, to: number): void {
    this.held = this.held.filter((at) => at < from || at >= to);
    this.settle();
  }

  override addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: AddEventListenerOptions,
  ): void {
    this.listeners += 1;
    options?.signal?.addEventListener("abort", () => {
      this.listeners -= 1;
    });
    super.addEventListener(type, listener, options);
  }

  /** Every change opens a stream that had ended. */
  private settle(): void {
    this.source.readyState = "open";
    queueMicrotask(() => this.dispatchEvent(new Event("updateend")));
  }
}

/** A media source whose one buffer is open from the start, with the states of Media Source Extensions. */
export class FakeMediaSource extends EventTarget {
  static made: FakeMediaSource[] = [];
  readyState: "closed" | "open" | "ended" = "open";
  duration = 0;
  readonly buffer = new FakeSourceBuffer(this);

  constructor() {
    super();
    FakeMediaSource.made.push(this);
  }

  static isTypeSupported(): boolean {
    return true;
  }

  addSourceBuffer(): FakeSourceBuffer {
    return this.buffer;
  }

  endOfStream(): void {
    this.readyState = "ended";
  }
}
