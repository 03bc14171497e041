import type { ParameterSchema, Plane, StageEntry, StageSchema } from "../../api/types";
import { UNIT_STEPS } from "../../runs/parameterText";

/** How a stage's parameters are laid out and set. */

export type Control = "slider" | "choice" | "switch" | "number" | "points";

/** Parameters that are set together; the group with no code is the stage's own. */
export interface ParameterGroup {
  code: string;
  names: string[];
}

export interface PlaneStages {
  plane: Plane;
  stages: StageSchema[];
}

/** More values than this are typed, not chosen from a list. */
const MOST_CHOICES = 20;
/** Sliders are too coarse for more steps than this. */
const MOST_PIXELS = 1000;

const COLOUR_GROUPS: readonly ParameterGroup[] = [
  {
    code: "fade",
    names: ["element", "fade", "cyan_loss", "magenta_loss", "yellow_loss", "base_red", "base_green", "base_blue"],
  },
  { code: "balance", names: ["balance"] },
  { code: "points", names: ["density", "red", "green", "blue"] },
  {
    code: "cdl",
    names: [
      "slope_red",
      "slope_green",
      "slope_blue",
      "offset_red",
      "offset_green",
      "offset_blue",
      "power_red",
      "power_green",
      "power_blue",
      "saturation",
    ],
  },
  { code: "look", names: ["look"] },
];

const DRAWING: ParameterGroup = {
  code: "drawing",
  names: ["everywhere", "noise_strength", "steps", "noise_level", "guidance", "seed"],
};

/** Return the stages in the order of the chain, by the plane that they belong to. */
export function byPlane(stages: readonly StageSchema[]): PlaneStages[] {
  const planes = [...new Set(stages.map((schema) => schema.plane))];
  return planes.map((plane) => ({ plane, stages: stages.filter((schema) => schema.plane === plane) }));
}

/** Return a stage's parameters that can be set, in groups; one that no group names stays with the stage's own. */
export function groupsOf(schema: StageSchema): ParameterGroup[] {
  const parameters = Object.entries(schema.parameters);
  const names = parameters
    .filter(([, one]) => one.unit !== "choice" || choicesOf(one).length > 1)
    .map(([name]) => name)
    .filter((name) => hasModels(schema) || !isOfDrawing(schema, name));
  const groups = schema.stage === "color" ? COLOUR_GROUPS : schema.stage === "upscale" ? [DRAWING] : [];
  const grouped = groups.map(({ code, names: wanted }) => ({
    code,
    names: wanted.filter((name) => names.includes(name)),
  }));
  const taken = new Set(grouped.flatMap((group) => group.names));
  const own = { code: "", names: names.filter((name) => !taken.has(name)) };
  return [own, ...grouped].filter((group) => group.names.length > 0);
}

/** Say whether this installation has a generative model for the stage: without one nothing is drawn. */
const hasModels = (schema: StageSchema): boolean => (schema.models ?? []).length > 0;

const isOfDrawing = (schema: StageSchema, name: string): boolean =>
  schema.stage === "upscale" && DRAWING.names.includes(name);

/** Return what a parameter is set with. */
export function controlOf({ unit, minimum, maximum }: ParameterSchema): Control {
  const steps = maximum - minimum;
  if (unit === "choice") {
    return steps === 1 ? "switch" : steps < MOST_CHOICES ? "choice" : "number";
  }
  if (unit === "1/1000 point") {
    return "points";
  }
  return unit === "1/10000" || (unit === "px" && steps > MOST_PIXELS) ? "number" : "slider";
}

/** The values of a choice that can be had on this installation. */
export function choicesOf({ minimum, maximum, lacking = [] }: ParameterSchema): number[] {
  const all = Array.from({ length: maximum - minimum + 1 }, (_, index) => minimum + index);
  return all.filter((value) => !lacking.includes(value));
}

/** Return the value that typed text stands for, in the parameter's own unit; null for no number in its range. */
export function typedValue({ unit, minimum, maximum }: ParameterSchema, text: string): number | null {
  const value = Math.round(Number(text) * (UNIT_STEPS[unit] ?? 1));
  return text.trim() !== "" && value >= minimum && value <= maximum ? value : null;
}

/** Return a value moved by some steps, as far as its range goes. */
export const movedBy = ({ minimum, maximum }: ParameterSchema, value: number, by: number): number =>
  Math.min(maximum, Math.max(minimum, value + by));

/** Return the stage's defaults for some of its parameters. */
export const defaultsOf = (schema: StageSchema, names: readonly string[]): Record<string, number> =>
  Object.fromEntries(
    Object.entries(schema.parameters)
      .filter(([name]) => names.includes(name))
      .map(([name, parameter]) => [name, parameter.default]),
  );

/** Say whether some of a stage's parameters all have their defaults. */
export const isAtDefaults = (schema: StageSchema, entry: StageEntry, names: readonly string[]): boolean =>
  Object.entries(defaultsOf(schema, names)).every(([name, value]) => entry.parameters[name] === value);

/** Say whether a stage that is on changes nothing, as its amount is at its neutral. */
export const isIdle = (schema: StageSchema, entry: StageEntry): boolean =>
  entry.parameters[schema.amount] === schema.parameters[schema.amount]?.neutral;
