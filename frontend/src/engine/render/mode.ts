import { clamp, type FilmPoint } from "./geometry";

/** How a difference is shown; see `mode-shader.ts` for the formulas. */
export type Measure = "signed" | "absolute" | "grain";

/**
 * What is on the canvas.
 *
 * `single`: one side. `wipe`: the first side of the pair on one side of an edge, the second on the other; `position`
 * 0..1 across the canvas, `angle` in degrees, 0 an upright edge, 90 a level one with the first side above.
 * `side_by_side`, `stacked`: the pair in two panes. `quad`: the first four sides in reading order.
 * `loupe`: the first side, and in a circle of `radius` device pixels around the film point `at` the second, enlarged
 * `factor` times. `blend`: `share` 0..1 of the second side laid over the first. `checkerboard`: the pair in turn, on
 * squares of which `cells` fill the picture's height. `difference`: the second side less the first.
 */
export type Mode =
  | { readonly kind: "single"; readonly side: number }
  | { readonly kind: "wipe"; readonly position: number; readonly angle: number }
  | { readonly kind: "side_by_side" }
  | { readonly kind: "stacked" }
  | { readonly kind: "quad" }
  | { readonly kind: "loupe"; readonly at: FilmPoint; readonly radius: number; readonly factor: number }
  | { readonly kind: "blend"; readonly share: number }
  | { readonly kind: "checkerboard"; readonly cells: number }
  | { readonly kind: "difference"; readonly measure: Measure; readonly gain: number };

export type ModeKind = Mode["kind"];
export type ModeOf<Kind extends ModeKind> = Extract<Mode, { readonly kind: Kind }>;

/** The two sides that a mode for two compares, by their index; the same one twice is allowed. */
export type Pair = readonly [first: number, second: number];

export const MOST_SIDES = 4;

/** Each kind of mode as it is before anybody has set anything. */
export const FIRST_MODES: { readonly [Kind in ModeKind]: ModeOf<Kind> } = {
  single: { kind: "single", side: 0 },
  wipe: { kind: "wipe", position: 0.5, angle: 0 },
  side_by_side: { kind: "side_by_side" },
  stacked: { kind: "stacked" },
  quad: { kind: "quad" },
  loupe: { kind: "loupe", at: { x: 0.5, y: 0.5 }, radius: 160, factor: 1 },
  blend: { kind: "blend", share: 0.5 },
  checkerboard: { kind: "checkerboard", cells: 8 },
  difference: { kind: "difference", measure: "absolute", gain: 4 },
};

export const MODE_KINDS = Object.keys(FIRST_MODES) as readonly ModeKind[];

/** The mode with every number brought into its range. */
export function withinRange(mode: Mode): Mode {
  switch (mode.kind) {
    case "single":
      return { ...mode, side: clamp(Math.trunc(mode.side), 0, MOST_SIDES - 1) };
    case "wipe":
      return { ...mode, position: clamp(mode.position, 0, 1), angle: ((mode.angle % 360) + 360) % 360 };
    case "loupe":
      return {
        ...mode,
        at: { x: clamp(mode.at.x, 0, 1), y: clamp(mode.at.y, 0, 1) },
        radius: clamp(mode.radius, 8, 4096),
        factor: clamp(mode.factor, 1, 32),
      };
    case "blend":
      return { ...mode, share: clamp(mode.share, 0, 1) };
    case "checkerboard":
      return { ...mode, cells: clamp(Math.round(mode.cells), 2, 64) };
    case "difference":
      return { ...mode, gain: clamp(mode.gain, 1, 64) };
    default:
      return mode;
  }
}

/** What is really drawn with `count` sides: where there is nothing to compare, one side alone. */
export function drawnMode(mode: Mode, count: number): Mode {
  if (mode.kind === "single") return { kind: "single", side: clamp(mode.side, 0, Math.max(count - 1, 0)) };
  // A loupe magnifies one side as well.
  return count > 1 || mode.kind === "loupe" ? mode : FIRST_MODES.single;
}

/** The pair with both sides among the first `count`. */
export function pairWithin([first, second]: Pair, count: number): Pair {
  const last = Math.max(count - 1, 0);
  return [clamp(first, 0, last), clamp(second, 0, last)];
}
