import type { Mode } from "../../engine";

/** A side's part of the stage: from and to in 0..1 of its width. */
export interface Pane {
  side: string;
  from: number;
  to: number;
}

/** Return which side is seen where, left first. */
export function panesOf(mode: Mode | undefined, sides: readonly string[]): Pane[] {
  if (mode?.kind === "wipe" && sides[0] !== undefined && sides[1] !== undefined) {
    return [
      { side: sides[0], from: 0, to: mode.position },
      { side: sides[1], from: mode.position, to: 1 },
    ];
  }
  const only = sides[mode?.kind === "single" ? mode.side : 0] ?? sides[0];
  return only === undefined ? [] : [{ side: only, from: 0, to: 1 }];
}

/** Return the side that is seen at a place in 0..1 of the stage's width. */
export function sideAt(panes: readonly Pane[], place: number): string | null {
  return (panes.find((pane) => place < pane.to) ?? panes.at(-1))?.side ?? null;
}
