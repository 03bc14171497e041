import { SvelteMap } from "svelte/reactivity";
import { getPlacements } from "../api/restorations";
import type { PlacedPiece } from "../api/types";
import { type Move, moveAt, UNMOVED } from "./placements";
import { SOURCE_SIDE } from "./sides";

/** How many frames are asked for at once. */
const BLOCK = 480;

/** Where the scan lies in the pictures of the sides, asked for around the frames that are looked at. */
export class PlacementList {
  private readonly blocks = new SvelteMap<string, PlacedPiece[]>();
  private readonly coming = new Map<string, Promise<void>>();

  constructor(private readonly restoration: string) {}

  /** Return how regions of the scan move to a side's picture of a frame; null until the site has said it. */
  at(side: string, frame: number): Move | null {
    if (side === SOURCE_SIDE) {
      return UNMOVED;
    }
    const pieces = this.blocks.get(blockOf(side, frame));
    return pieces ? moveAt(pieces, frame) : null;
  }

  /**
   * Ask for the frames around this one, unless they are known, and return as `at` does once the site has answered; what
   * failed is asked again at the next call.
   */
  async want(side: string, frame: number): Promise<Move | null> {
    const block = blockOf(side, frame);
    if (side !== SOURCE_SIDE && !this.blocks.has(block)) {
      const coming = this.coming.get(block) ?? this.fetch(side, frame);
      this.coming.set(block, coming);
      await coming;
    }
    return this.at(side, frame);
  }

  private async fetch(side: string, frame: number): Promise<void> {
    const block = blockOf(side, frame);
    const first = frame - (frame % BLOCK);
    try {
      const { pieces } = await getPlacements(this.restoration, side, first, first + BLOCK);
      this.blocks.set(block, pieces);
    } catch {
      // Until it is known where a region lies it is not drawn; the note itself stays in the list.
    } finally {
      this.coming.delete(block);
    }
  }
}

function blockOf(side: string, frame: number): string {
  return `${side} ${Math.floor(frame / BLOCK)}`;
}
