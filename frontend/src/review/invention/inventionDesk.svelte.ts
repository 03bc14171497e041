import { tick } from "svelte";
import { getInvention } from "../../api/restorations";
import type { InventedPlace, Invention, Side } from "../../api/types";
import { Asked } from "../../ui/asked.svelte";
import type { Comparison } from "../comparison.svelte";
import type { Player } from "../player.svelte";
import type { Box } from "../region";

/** A box of the list is in so many parts of the picture. */
const WHOLE = 65536;
/** A place that is gone to takes up this share of the canvas. */
const SHOWN = 1 / 3;
const MOST_ZOOM = 8;

/** What of a version's detail was invented, as its renders estimate it, and the place of it that is looked at. */
export class InventionDesk {
  readonly asked = new Asked<{ readonly side: string; readonly figures: Invention }>();
  /** The place that was gone to, marked on its frame. */
  picked = $state.raw<InventedPlace | null>(null);

  constructor(
    private readonly restoration: string,
    private readonly comparison: Comparison,
    private readonly player: Player,
  ) {}

  /** The picture of the version shown in which something may have been drawn: the one on the canvas, or the first. */
  get side(): string | null {
    const shown = this.comparison.shown.findLast((side) => side.version_id !== null);
    const mayBe = (side: Side) => side.version_id === shown?.version_id && side.plane !== "restored";
    return shown === undefined ? null : ([shown, ...this.comparison.sides].find(mayBe)?.side ?? null);
  }

  /** The figures of that picture; null until they are known, and where nothing was drawn. */
  get found(): Invention | null {
    const { value } = this.asked;
    return value !== null && value.side === this.side && value.figures.level !== null ? value.figures : null;
  }

  /** Whether a picture with such figures is on the canvas: what can be drawn over it. */
  get isOnCanvas(): boolean {
    return this.found !== null && this.side !== null && this.comparison.chosen.includes(this.side);
  }

  /** The place that was gone to, in shares of the picture, where the canvas shows its frame. */
  get mark(): Box | null {
    const { picked } = this;
    return picked && this.isOnCanvas && picked.frame === this.player.state?.shown ? shareOf(picked) : null;
  }

  /** Ask for the figures of the picture that may have any; for `$effect`. */
  follow(): void {
    const { side } = this;
    if (side !== null && this.asked.value?.side !== side) {
      void this.asked.ask(async () => ({ side, figures: await getInvention(this.restoration, side) }));
    }
  }

  /** Go to a place: its frame, near enough to be seen, on a picture that has it. */
  async show(place: InventedPlace): Promise<void> {
    const { side } = this;
    if (side !== null && !this.comparison.chosen.includes(side)) {
      const others = this.comparison.chosen.slice(0, 1);
      await this.comparison.choose([...others, side]);
      // The canvas is given its sides by an effect.
      await tick();
    }
    this.player.pause();
    this.player.seek(place.frame);
    this.picked = place;
    this.zoomTo(shareOf(place));
  }

  private zoomTo({ x, y, width, height }: Box): void {
    // The tallest side is what a zoom is told in.
    const rasters = this.player.sides.flatMap((_, index) => this.player.rasterOf(index) ?? []);
    const [raster] = rasters.toSorted((one, other) => other.height - one.height);
    if (raster) {
      const across = this.player.size.width / (width * raster.width);
      const down = this.player.size.height / (height * raster.height);
      const zoom = Math.min(SHOWN * Math.min(across, down) * devicePixelRatio, MOST_ZOOM);
      this.player.setView({ zoom, centre: { x: x + width / 2, y: y + height / 2 } });
    }
  }
}

function shareOf({ box }: InventedPlace): Box {
  return { x: box.x / WHOLE, y: box.y / WHOLE, width: box.width / WHOLE, height: box.height / WHOLE };
}
