import { ViewerError } from "./errors";
import type { Manifest, ManifestFile, ManifestRung, ManifestSegment } from "./manifest";

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

/** This rung, and those to take where it cannot be played: the next smaller ones, then the next larger ones. */
export function rungsFrom(manifest: Manifest, rung: ManifestRung): ManifestRung[] {
  const rungs = [...manifest.rungs].sort((a, b) => a.height - b.height);
  const place = rungs.findIndex(({ name }) => name === rung.name);
  return [...rungs.slice(0, place + 1).reverse(), ...rungs.slice(place + 1)];
}

/** The rung of each side for a first sight of a frame: the smallest that all of them have, so that they show alike. */
export function glimpseRungs(manifests: readonly Manifest[]): ManifestRung[] {
  const smallest = manifests.map((manifest) => chooseRung(manifest, 0));
  const { name } = smallest.reduce((one, other) => (nominal(other.name) > nominal(one.name) ? other : one));
  return manifests.map((manifest) => namedRung(manifest, name));
}

/**
 * The file that shows a segment at this rung. Scans of one film differ in size: of one that has no such rung the largest
 * below it, else the smallest. Undefined where there is no picture.
 */
export function fileAt({ files }: ManifestSegment, rung: string): ManifestFile | undefined {
  const same = files.find((file) => file.rung === rung);
  if (same !== undefined || files.length === 0) return same;
  const sorted = [...files].sort((a, b) => nominal(a.rung) - nominal(b.rung));
  return sorted.findLast((file) => nominal(file.rung) <= nominal(rung)) ?? sorted[0];
}

/** The rows that a rung is named after; wide pictures have fewer. */
function nominal(name: string): number {
  return Number.parseInt(name, 10);
}
