import type { AssemblyEntry } from "../api/restorations";
import type { Restoration, ScanRow } from "../api/types";

/** An assembly as a form holds it: scans with their first and last frame, and slugs with their length. */

export interface AssemblyRow {
  /** Null for a slug. */
  scan: string | null;
  first: number | null;
  /** The last frame shown, as people count; for a slug unused. */
  last: number | null;
  /** Frames of a slug. */
  length: number | null;
}

export function assemblyRows(spans: Restoration["assembly"]["spans"]): AssemblyRow[] {
  return spans.map(({ scan, scan_first, count }) =>
    scan === null ? newSlug(count) : { scan, first: scan_first, last: scan_first + count - 1, length: null },
  );
}

/** A row that shows all of a scan. */
export const wholeScan = (scan: Pick<ScanRow, "id" | "frame_count">): AssemblyRow => ({
  scan: scan.id,
  first: 0,
  last: Math.max(0, (scan.frame_count ?? 1) - 1),
  length: null,
});

export const newSlug = (length: number): AssemblyRow => ({ scan: null, first: null, last: null, length });

/** How many frames a row shows; 0 where it is not filled in rightly. */
export function rowLength(row: AssemblyRow, scans: readonly ScanRow[]): number {
  if (row.scan === null) {
    return isCount(row.length) ? row.length : 0;
  }
  const frames = scans.find((scan) => scan.id === row.scan)?.frame_count ?? 0;
  const { first, last } = row;
  const isRight = isFrame(first) && isFrame(last) && first <= last && last < frames;
  return isRight ? last - first + 1 : 0;
}

/** Say whether every row can be shown, and one of them shows a scan. */
export function isAssembly(rows: readonly AssemblyRow[], scans: readonly ScanRow[]): boolean {
  return rows.some((row) => row.scan !== null) && rows.every((row) => rowLength(row, scans) > 0);
}

/** Return what the API takes, ranges half-open. */
export function entriesOf(rows: readonly AssemblyRow[]): AssemblyEntry[] {
  return rows.map((row) =>
    row.scan === null ? { slug: row.length ?? 0 } : { scan: row.scan, first: row.first ?? 0, end: (row.last ?? 0) + 1 },
  );
}

const isFrame = (value: number | null): value is number => value !== null && Number.isInteger(value) && value >= 0;
const isCount = (value: number | null): value is number => isFrame(value) && value >= 1;
