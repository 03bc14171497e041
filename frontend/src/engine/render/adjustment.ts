import { clamp } from "./geometry";

/** Which part of the colour is shown; anything but `all` is shown in grey. */
export type Channel = "all" | "red" | "green" | "blue" | "luma";

/**
 * How one side's picture is changed for looking at it, in this order; nothing of it is kept or rendered.
 *
 * The sides hold display-referred codes (the element's viewing transform is in them). `exposure` is in stops of light:
 * on a display with the BT.1886 power of 2.4, `n` stops are the codes times 2^(n / 2.4), so no linear picture is made.
 * `gamma` raises codes 0..1 to 1 / gamma. `saturation` stretches away from BT.709 luma. `falseColor` paints levels in
 * the bands of `FALSE_COLOR_BANDS`.
 */
export interface Adjustment {
  /** -4..4 stops. */
  readonly exposure: number;
  /** 0.25..4; above 1 lifts the middle. */
  readonly gamma: number;
  /** 0..2; 0 is grey, 1 unchanged. */
  readonly saturation: number;
  readonly channel: Channel;
  readonly falseColor: boolean;
}

export const NEUTRAL: Adjustment = { exposure: 0, gamma: 1, saturation: 1, channel: "all", falseColor: false };

/** The power by which a BT.1886 display turns codes into light. */
export const DISPLAY_POWER = 2.4;

export interface FalseColorBand {
  /** Levels from the end of the band before up to this one, 0..1 of the code range. */
  readonly below: number;
  /** 8-bit RGB; null leaves the grey. */
  readonly color: readonly [number, number, number] | null;
}

/**
 * The bands of false colour, by luma after all other adjustments: crushed, deep shadow, grey, middle grey, grey, one
 * stop over it (light skin), grey, nearly white, clipped. The limits are those that camera makers have settled on.
 */
export const FALSE_COLOR_BANDS: readonly FalseColorBand[] = [
  { below: 0.025, color: [128, 0, 160] },
  { below: 0.1, color: [0, 64, 200] },
  { below: 0.38, color: null },
  { below: 0.42, color: [0, 160, 64] },
  { below: 0.52, color: null },
  { below: 0.56, color: [240, 140, 170] },
  { below: 0.97, color: null },
  { below: 0.99, color: [240, 220, 0] },
  { below: Number.POSITIVE_INFINITY, color: [220, 0, 0] },
];

/** The adjustment with every number brought into its range. */
export function adjustmentWithinRange(adjustment: Adjustment): Adjustment {
  return {
    ...adjustment,
    exposure: clamp(adjustment.exposure, -4, 4),
    gamma: clamp(adjustment.gamma, 0.25, 4),
    saturation: clamp(adjustment.saturation, 0, 2),
  };
}
