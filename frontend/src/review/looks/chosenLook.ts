import type { StageEntry, StageSchema } from "../../api/types";

/** How much of a look and of its stage a look that was just chosen gets. */
const FULL = 1000;

/** Put a look into a stage, or take it out. Chosen where nothing of it would be seen, it is seen whole. */
export function chooseLook(schema: StageSchema, entry: StageEntry, digest: string | null): void {
  entry.look = digest;
  if (digest === null) {
    return;
  }
  entry.enabled = true;
  for (const name of ["look", schema.amount]) {
    if (entry.parameters[name] === schema.parameters[name]?.neutral) {
      entry.parameters[name] = FULL;
    }
  }
}
