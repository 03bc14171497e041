import type { Channel } from "./adjustment";
import type { Measure, ModeKind } from "./mode";

/** How a side's pixels reach the shader. */
export type Material = "planar" | "image" | "missing";

/** The still laid over a side: of 8 bits, or of more. */
export type ExactKind = "plain" | "deep";

/** Everything about one side that is decided when the shader is compiled. */
export interface SideShading {
  readonly material: Material;
  /**
   * Samples per device pixel along each axis: 0 shows film pixels as even blocks, 1 smooths between them, more are the
   * mean over what of the film lies under the device pixel, so that grain does not alias.
   */
  readonly taps: number;
  /** The still laid over the side, sampled in the same way with `exactTaps`; null without one. */
  readonly exact: ExactKind | null;
  readonly exactTaps: number;
  readonly exposure: boolean;
  readonly gamma: boolean;
  readonly saturation: boolean;
  readonly channel: Channel;
  readonly falseColor: boolean;
}

/** A side whose own pixels a mode does not read. */
export const UNREAD: SideShading = {
  material: "missing",
  taps: 0,
  exact: null,
  exactTaps: 0,
  exposure: false,
  gamma: false,
  saturation: false,
  channel: "all",
  falseColor: false,
};

/** The modes that the shader knows: those with panes are drawn one side at a time, as `single`. */
export type ShaderMode =
  | Exclude<ModeKind, "side_by_side" | "stacked" | "quad" | "difference">
  | `difference_${Measure}`;

/** Nothing of it is a run-time branch: each permutation is a program of its own. */
export interface Permutation {
  readonly mode: ShaderMode;
  readonly a: SideShading;
  /** Null in single mode, which then binds one side's textures only. */
  readonly b: SideShading | null;
}

export function permutationKey(permutation: Permutation): string {
  return JSON.stringify(permutation);
}

const TAPS = [1, 2, 3, 4, 6, 8] as const;

/**
 * Taps for film pixels that lie `density` to a device pixel (the denser axis). Steps keep the number of programs small;
 * eight taps of two film pixels each reach to a sixteenth of the size.
 */
export function tapsFor(density: number, isSmooth: boolean): number {
  if (density <= 1) return isSmooth ? 1 : 0;
  return TAPS.find((taps) => taps >= density) ?? 8;
}
