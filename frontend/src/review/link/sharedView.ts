import type { Adjustment, Mode, Pair, View } from "../../engine";

/** How somebody looks at a restoration: what a link to a view carries. */
export interface SharedView {
  /** The sides' names, A first. */
  readonly sides: readonly string[];
  readonly frame: number;
  readonly mode: Mode;
  readonly pair: Pair;
  readonly view: View;
  /** By side. */
  readonly adjustments: readonly Adjustment[];
}
