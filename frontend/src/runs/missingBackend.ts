import type { Run } from "../api/types";

const UNAVAILABLE = "backend-unavailable";

/**
 * Return what to say of a run whose back end is missing, where planning it again for what is here would help.
 *
 * A run that was refused for this never got one: the installation is told to compute by what is not here.
 */
export function missingBackend(
  run: Pick<Run, "state" | "backend" | "lacks_worker" | "error">,
): "run.lacks_worker" | "run.backend_missing" | null {
  if (run.lacks_worker) {
    return "run.lacks_worker";
  }
  const failed = run.state === "failed" && run.backend !== "" && run.error?.code === UNAVAILABLE;
  return failed ? "run.backend_missing" : null;
}
