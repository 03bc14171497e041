import { SvelteMap } from "svelte/reactivity";
import type { Sheet } from "./filmstrip";

/** So many sheets are held at most, those that were wanted last: a feature has about fifty. */
const MOST_HELD = 32;
const AT_ONCE = 3;

/** The thumbnail sheets that are seen, fetched a few at a time and held as small as they are drawn. */
export class Sheets {
  private readonly images = new SvelteMap<string, ImageBitmap>();
  private wanted: readonly Sheet[] = [];
  private readonly coming = new Set<string>();
  private readonly failed = new Set<string>();

  /** The picture of a sheet, if it is here. */
  readonly picture = (url: string): ImageBitmap | undefined => this.images.get(url);

  /** Fetch these sheets; what is not wanted any more and has not begun is not fetched. `tileHeight`: in device pixels. */
  want(sheets: readonly Sheet[], tileHeight: number): void {
    this.wanted = [...new Map(sheets.map((sheet) => [sheet.url, sheet])).values()];
    this.fetchNext(tileHeight);
  }

  private fetchNext(tileHeight: number): void {
    for (const sheet of this.wanted) {
      if (this.coming.size >= AT_ONCE) {
        return;
      }
      if (!this.images.has(sheet.url) && !this.coming.has(sheet.url) && !this.failed.has(sheet.url)) {
        this.coming.add(sheet.url);
        void this.fetch(sheet, tileHeight).finally(() => {
          this.coming.delete(sheet.url);
          this.fetchNext(tileHeight);
        });
      }
    }
  }

  private async fetch(sheet: Sheet, tileHeight: number): Promise<void> {
    try {
      const response = await fetch(sheet.url, { credentials: "same-origin" });
      if (!response.ok) {
        throw new Error(`sheet: ${response.status}`);
      }
      const blob = await response.blob();
      const share = Math.min(1, tileHeight / sheet.tile_height);
      const resizeWidth = Math.round(sheet.tile_width * share) * sheet.columns;
      this.hold(sheet.url, await createImageBitmap(blob, { resizeWidth, resizeQuality: "medium" }));
    } catch {
      // A strip with a gap is still a strip; the sheet is asked for again on the next visit.
      this.failed.add(sheet.url);
    }
  }

  private hold(url: string, image: ImageBitmap): void {
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
