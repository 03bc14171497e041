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

/** The rung of that name. @throws ViewerError when the side has none. */
export function namedRung(manifest: Manifest, name: string): ManifestRung {
  const rung = manifest.rungs.find((candidate) => candidate.name === name);
  if (rung === undefined) throw new ViewerError("manifest_broken", `${manifest.side} has no rung ${name}`);
  return rung;
}
