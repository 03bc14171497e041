import type { ScopeKind, ScopeReading } from "../../engine";

/** Between two counts while the film runs: scopes must not take time from the picture. */
const PLAYING_MS = 250;

type Read = (side: number, kind: ScopeKind) => Promise<ScopeReading | null>;

/** The newest counts of the sides that are looked at; a count that is under way is never joined by another. */
export class ScopeReadings {
  /** By side. */
  counts = $state.raw<ReadonlyMap<number, ScopeReading>>(new Map());
  private isReading = false;
  private next: (() => Promise<void>) | null = null;

  constructor(private readonly read: Read) {}

  /** Count these sides now, or as soon as the count under way is done; the newest wish wins. */
  want(sides: readonly number[], kind: ScopeKind, isPlaying: boolean): void {
    this.next = () => this.readAll(sides, kind, isPlaying);
    void this.run();
  }

  private async run(): Promise<void> {
    if (this.isReading) {
      return;
    }
    this.isReading = true;
    while (this.next !== null) {
      const { next } = this;
      this.next = null;
      try {
        await next();
      } catch {
        // A picture may be gone before it was counted; the next one is counted again.
      }
    }
    this.isReading = false;
  }

  private async readAll(sides: readonly number[], kind: ScopeKind, isPlaying: boolean): Promise<void> {
    const found = new Map<number, ScopeReading>();
    for (const side of sides) {
      const counts = await this.read(side, kind);
      if (counts !== null) {
        found.set(side, counts);
      }
    }
    this.counts = found;
    if (isPlaying) {
      await new Promise((resolve) => setTimeout(resolve, PLAYING_MS));
    }
  }
}
