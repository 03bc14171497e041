import type { Note, Plane, Side } from "../api/types";
import { t, tCode } from "../i18n/messages";

/** The pictures a comparison can show, and which two are shown at first. */

export const SOURCE_SIDE = "source";

/** Return the letter by which people speak of a side: A is the first. */
export const sideLetter = (index: number): string => String.fromCharCode(65 + index);

/** Return the address of a version's plane as a side. */
export const versionSide = (version: string, plane: Plane): string => `version:${version}:${plane}`;

const REFERENCE = /^reference:[^:]+:/;

/** Say whether a side is a reference: another medium, that only is compared with. */
export const isReferenceSide = (name: string): boolean => REFERENCE.test(name);

/** Return the side that people speak of when these are shown: the last that is the restoration's own. */
export const ownSide = (names: readonly string[]): string =>
  names.findLast((name) => !isReferenceSide(name)) ?? SOURCE_SIDE;

/** Return a side as it is listed now: a reference is named with its frame map, and people lay that anew. */
export function listedSide(name: string, sides: readonly Side[]): string | null {
  const reference = REFERENCE.exec(name)?.[0];
  const listed = sides.find(
    (side) => side.side === name || (reference !== undefined && side.side.startsWith(reference)),
  );
  return listed?.side ?? null;
}

/** Return what a side is called. */
export function sideName(side: Side): string {
  if (side.label_code === "reference") {
    return t("side.reference", { name: side.name });
  }
  if (side.plane === "source") {
    return t("side.source");
  }
  const number = side.number ?? 0;
  return tCode("side", side.plane, { n: number }, side.plane);
}

/** Return the newest version's restored side, if there is one. */
export function newestRestored(sides: Side[]): Side | null {
  const restored = sides.filter((side) => side.plane === "restored" && side.version_id !== null);
  return restored.reduce<Side | null>((best, side) => ((side.number ?? 0) > (best?.number ?? 0) ? side : best), null);
}

/** Return the pair to begin with: the scan on the left and the newest version on the right, or the scan alone. */
export function firstPair(sides: Side[]): string[] {
  const newest = newestRestored(sides);
  return newest ? [SOURCE_SIDE, newest.side] : [SOURCE_SIDE];
}

/** Return a version's picture on a plane, or its restored one where it has no such plane. */
export function versionPicture(version: string, plane: Plane, sides: readonly Side[]): string {
  const wanted = versionSide(version, plane);
  return sides.some(({ side }) => side === wanted) ? wanted : versionSide(version, "restored");
}

/** What a note's comparison depends on. */
type Compared = Pick<Note, "side" | "treatment" | "before_version" | "after_version">;

/**
 * Return the pictures on which a note is verified, before and after; null where nothing came of it yet.
 *
 * They are of the plane on which it was left: detail that was drawn is not in the restored picture.
 */
export function beforeAndAfter(note: Compared, sides: readonly Side[]): string[] | null {
  const { before_version: before, after_version: after } = note;
  if (!after) {
    return null;
  }
  const plane = planeSeen(note);
  return [before ? versionPicture(before.id, plane, sides) : SOURCE_SIDE, versionPicture(after.id, plane, sides)];
}

function planeSeen({ side, treatment }: Compared): Plane {
  const seen = (["enhanced", "graded"] as const).find((plane) => side.endsWith(`:${plane}`));
  const isOfDrawing = treatment?.kind === "reject" || (treatment?.kind === "strength" && treatment.stage === "upscale");
  return seen ?? (isOfDrawing ? "enhanced" : "restored");
}
