/** Bytes of a file, half-open. */
export interface ByteRange {
  readonly from: number;
  readonly to: number;
}

/** Which bytes of a file are here. */
export class ByteRanges {
  /** In order, none touching another. */
  private held: readonly ByteRange[] = [];

  get count(): number {
    return this.held.reduce((sum, { from, to }) => sum + to - from, 0);
  }

  add(range: ByteRange): void {
    const apart = this.held.filter(({ from, to }) => to < range.from || from > range.to);
    const joined = this.held.filter(({ from, to }) => to >= range.from && from <= range.to);
    const from = Math.min(range.from, ...joined.map((one) => one.from));
    const to = Math.max(range.to, ...joined.map((one) => one.to));
    this.held = [...apart, { from, to }].sort((one, other) => one.from - other.from);
  }

  has(range: ByteRange): boolean {
    return this.missing(range) === null;
  }

  /** From the first byte of `range` that is not here to the last one; null when all are. */
  missing(range: ByteRange): ByteRange | null {
    const start = this.held.find(({ from, to }) => from <= range.from && to > range.from);
    const from = start === undefined ? range.from : start.to;
    if (from >= range.to) return null;
    const end = this.held.find((one) => one.from < range.to && one.to >= range.to);
    return { from, to: end === undefined ? range.to : end.from };
  }
}
