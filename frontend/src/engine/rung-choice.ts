import { ViewerError } from "./errors";
import type { Manifest, ManifestRung } from "./manifest";

/**
 * The rung to show: the smallest that has at least `rows` rows, else the largest.
 *
 * `stepsDown` moves to smaller rungs on machines that could not keep up.
 */
export function chooseRung(manifest: Manifest, rows: number, stepsDown = 0): ManifestRung {
  const rungs = [...manifest.rungs].sort((a, b) => a.height - b.height);
  const enough = rungs.findIndex((rung) => rung.height >= rows);
  const index = Math.max((enough < 0 ? rungs.length - 1 : enough) - stepsDown, 0);
  const rung = rungs[index];
  if (rung === undefined) throw new ViewerError("manifest_broken", `${manifest.side} has no rung`);
  return rung;
}

/** The rung of that name; of a side that has none, the largest below it, else the smallest. */
export function namedRung(manifest: Manifest, name: string): ManifestRung {
  const rungs = [...manifest.rungs].sort((a, b) => nominal(a.name) - nominal(b.name));
  const rung = rungs.findLast((candidate) => nominal(candidate.name) <= nominal(name)) ?? rungs[0];
  if (rung === undefined) throw new ViewerError("manifest_broken", `${manifest.side} has no rung`);
  return rung;
}

/** The rows that a rung is named after; wide pictures have fewer. */
function nominal(name: string): number {
  return Number.parseInt(name, 10);
}
