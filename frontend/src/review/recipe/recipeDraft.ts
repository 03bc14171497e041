import type { RecipeBody, StageEntry, StageSchema } from "../../api/types";

/** A recipe as the editor holds it: every stage of the chain, with every parameter written out. */

/** Return every stage the site knows, in chain order; what a recipe does not list is off, at its defaults. */
export function recipeDraft(body: RecipeBody, stages: readonly StageSchema[]): StageEntry[] {
  return stages.map((schema) => {
    const entry = body.stages.find((one) => one.stage === schema.stage);
    return {
      stage: schema.stage,
      enabled: entry?.enabled ?? false,
      parameters: parametersOf(schema, entry),
      overrides: (entry?.overrides ?? []).map((one) => ({ ...one, look: one.look ?? null })),
      look: entry?.look ?? null,
      ...(entry?.model ? { model: entry.model } : {}),
    };
  });
}

/** Return the recipe to save: a stage that was not listed and is still off stays out of it. */
export function recipeBody(before: RecipeBody, draft: readonly StageEntry[]): RecipeBody {
  const listed = new Set(before.stages.map((entry) => entry.stage));
  const kept = draft.filter((entry) => entry.enabled || listed.has(entry.stage));
  return { format: before.format, stages: kept.map((entry) => ({ ...entry, parameters: { ...entry.parameters } })) };
}

/** An absent parameter of a listed stage means its neutral; a stage that is new here starts at its defaults. */
function parametersOf(schema: StageSchema, entry: StageEntry | undefined): Record<string, number> {
  const values = Object.entries(schema.parameters).map(([name, parameter]) => [
    name,
    entry ? (entry.parameters[name] ?? parameter.neutral) : parameter.default,
  ]);
  return Object.fromEntries(values);
}
