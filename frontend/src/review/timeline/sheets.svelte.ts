import { SvelteMap } from "svelte/reactivity";
import type { Timeline } from "../../api/types";

/** The thumbnail sheets that have arrived, by address. */
export class Sheets {
  readonly images = new SvelteMap<string, HTMLImageElement>();
  private readonly asked = new Set<string>();

  /** Fetch the sheets of a timeline that were not fetched yet. */
  fetch(timeline: Timeline): void {
    for (const { url } of timeline.thumbnails) {
      if (!this.asked.has(url)) {
        this.asked.add(url);
        const image = new Image();
        image.onload = () => this.images.set(url, image);
        image.src = url;
      }
    }
  }
}
