import type { FilmPoint, ScopeKind } from "../../engine";

/** What helps to look at the picture, beside how it is compared. All of it is off at first. */

export const TOOLS = ["adjust", "scopes", "probe", "overlays", "references"] as const;
export type Tool = (typeof TOOLS)[number];

export class PictureTools {
  /** The tools that are open in the dock. */
  open = $state.raw<ReadonlySet<Tool>>(new Set());
  scope = $state<ScopeKind>("waveform");
  /** The aperture whose blanking is drawn, as width to height; null: none. */
  blanking = $state<number | null>(null);
  /** Whether notes that are not open show where they were drawn. */
  showsNotes = $state(false);
  /** Where the probe is. */
  point = $state.raw<FilmPoint>({ x: 0.5, y: 0.5 });

  has(tool: Tool): boolean {
    return this.open.has(tool);
  }

  /** Open a tool in the dock, or close it. */
  toggle(tool: Tool): void {
    const open = new Set(this.open);
    if (!open.delete(tool)) {
      open.add(tool);
    }
    this.open = open;
  }

  /** The blanking after this one in a list that begins with none. */
  nextBlanking(ratios: readonly number[]): void {
    const all = [null, ...ratios];
    this.blanking = all[(all.indexOf(this.blanking) + 1) % all.length] ?? null;
  }

  /** Move the probe; it never leaves the picture. */
  probeAt({ x, y }: FilmPoint): void {
    this.point = { x: within(x), y: within(y) };
  }
}

function within(value: number): number {
  return Math.min(Math.max(value, 0), 1);
}
