import { SvelteMap } from "svelte/reactivity";
import { onReturn } from "../../engine";
import type { Sheet } from "./filmstrip";

/** So many sheets are held at most, those that were wanted last: a feature has about fifty. */
const MOST_HELD = 32;
const AT_ONCE = 3;
/** How long after the site did not answer a sheet is asked for again. */
const RETRY_MS = 15_000;

/** The thumbnail sheets that are seen, fetched a few at a time and held as small as they are drawn. */
export class Sheets {
  private readonly images = new SvelteMap<string, ImageBitmap>();
  private wanted: readonly Sheet[] = [];
  private tileHeight = 1;
  private readonly coming = new Set<string>();
  private readonly failed = new Set<string>();
  private readonly leaving = new AbortController();
  private retryTimer: ReturnType<typeof setTimeout> | undefined;

  /** The picture of a sheet, if it is here. */
  readonly picture = (url: string): ImageBitmap | undefined => this.images.get(url);

  /** Fetch these sheets; what is not wanted any more and has not begun is not fetched. `tileHeight`: in device pixels. */
  want(sheets: readonly Sheet[], tileHeight: number): void {
    this.wanted = [...new Map(sheets.map((sheet) => [sheet.url, sheet])).values()];
    this.tileHeight = tileHeight;
    this.fetchNext();
  }

  /** Try again what failed whenever the network or the person comes back, and give all pictures back at the end. */
  readonly follow = (): (() => void) => {
    const stop = onReturn(() => this.retry());
    return () => {
      stop();
      this.close();
    };
  };

  private close(): void {
    clearTimeout(this.retryTimer);
    this.leaving.abort();
    for (const image of this.images.values()) {
      image.close();
    }
    this.images.clear();
  }

  private retry(): void {
    this.failed.clear();
    this.fetchNext();
  }

  private fetchNext(): void {
    for (const sheet of this.wanted) {
      if (this.coming.size >= AT_ONCE || this.leaving.signal.aborted) {
        return;
      }
      if (!this.images.has(sheet.url) && !this.coming.has(sheet.url) && !this.failed.has(sheet.url)) {
        this.coming.add(sheet.url);
        void this.fetch(sheet).finally(() => {
          this.coming.delete(sheet.url);
          this.fetchNext();
        });
      }
    }
  }

  private async fetch(sheet: Sheet): Promise<void> {
    const { signal } = this.leaving;
    try {
      const response = await fetch(sheet.url, { credentials: "same-origin", signal });
      if (!response.ok) {
        throw new Error(`sheet: ${response.status}`);
      }
      const blob = await response.blob();
      const share = Math.min(1, this.tileHeight / sheet.tile_height);
      const resizeWidth = Math.round(sheet.tile_width * share) * sheet.columns;
      this.hold(sheet.url, await createImageBitmap(blob, { resizeWidth, resizeQuality: "medium" }));
    } catch {
      // A strip with a gap is still a strip, until the sheet is there.
      this.fail(sheet.url);
    }
  }

  private fail(url: string): void {
    this.failed.add(url);
    clearTimeout(this.retryTimer);
    if (!this.leaving.signal.aborted) {
      this.retryTimer = setTimeout(() => this.retry(), RETRY_MS);
    }
  }

  private hold(url: string, image: ImageBitmap): void {
    if (this.leaving.signal.aborted) {
      image.close();
      return;
    }
    this.images.set(url, image);
    const wanted = new Set(this.wanted.map((sheet) => sheet.url));
    for (const [old, held] of this.images) {
      if (this.images.size <= MOST_HELD) {
        return;
      }
      if (!wanted.has(old)) {
        held.close();
        this.images.delete(old);
      }
    }
  }
}
