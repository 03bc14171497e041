import { getLanes } from "../../api/restorations";
import type { Lane, Lanes } from "../../api/types";
import { Asked } from "../../ui/asked.svelte";
import { QUALITY_LANES, type QualityLane } from "./lanes";
import type { Level } from "./timelineDrawing";

const MEMORY = "answerprint.timeline.quality";

/** The quality lanes of a side, and whether they are shown. */
export class QualityLanes {
  readonly asked = new Asked<Lanes>();
  isShown = $state(remembered());
  readonly levels = $derived(this.asked.value && levelsOf(this.asked.value.lanes));
  /** The frames of which a stage had something to say, in order. */
  readonly flags = $derived(
    [...new Set(Object.values(this.asked.value?.flags ?? {}).flat())].toSorted((one, other) => one - other),
  );

  /** The lanes there are, from top to bottom: that of invention only where something was drawn. */
  readonly names = $derived(QUALITY_LANES.filter((name) => name !== "invention" || this.levels?.invention.length));

  constructor(private readonly restoration: string) {}

  /** Ask for the lanes of a side. */
  async load(side: string): Promise<void> {
    await this.asked.ask(() => getLanes(this.restoration, side));
  }

  /** Show the lanes or put them away, and remember it. */
  toggle(): void {
    this.isShown = !this.isShown;
    localStorage.setItem(MEMORY, String(this.isShown));
  }
}

/** Until somebody chooses, the lanes are there where the screen is high enough for them and the picture. */
function remembered(): boolean {
  if (typeof localStorage === "undefined") {
    return false;
  }
  return (localStorage.getItem(MEMORY) ?? String(matchMedia("(min-height: 860px)").matches)) === "true";
}

/** Return where each step of each lane lies on the film. */
export function levelsOf(lanes: readonly Lane[]): Record<QualityLane, Level[]> {
  const levels: Record<QualityLane, Level[]> = { flicker: [], defects: [], changed: [], invention: [] };
  for (const { lane, counts, values } of lanes) {
    let first = 0;
    levels[lane] = counts.map((count, index) => {
      first += count;
      return { first: first - count, count, value: values[index] ?? null };
    });
  }
  return levels;
}

/** Return the value of a lane at a frame in parts per million; null where nothing was measured. */
export function levelAt(levels: readonly Level[], frame: number): number | null {
  return levels.find((level) => level.first <= frame && frame < level.first + level.count)?.value ?? null;
}
