import type { EditionFacts } from "../api/editions";
import type { Edition } from "../api/types";

/** A film's editions as a form holds them. */

export interface EditionRow {
  /** Null for one that is not on the site yet. */
  id: string | null;
  kind: Edition["kind"];
  name: string;
  runtime: string;
  remarks: string;
}

/** What has to be done on the site so that it has what the form has. */
export interface EditionChanges {
  added: { row: EditionRow; facts: EditionFacts }[];
  changed: { id: string; facts: EditionFacts }[];
  removed: string[];
}

export const newEdition = (): EditionRow => ({ id: null, kind: "hong_kong", name: "", runtime: "", remarks: "" });

export const editionRows = (editions: readonly Edition[]): EditionRow[] =>
  editions.map(({ id, kind, name, runtime_minutes, remarks }) => ({
    id,
    kind,
    name,
    runtime: runtime_minutes === null ? "" : String(runtime_minutes),
    remarks,
  }));

/** Say whether a runtime is left open or a whole number of minutes. */
export const isRuntime = (text: string): boolean => /^\d{0,4}$/.test(text.trim());

/** Return the differences between the editions on the site and the form's rows. */
export function editionChanges(before: readonly Edition[], rows: readonly EditionRow[]): EditionChanges {
  const kept = new Set(rows.map((row) => row.id));
  const changes: EditionChanges = {
    added: [],
    changed: [],
    removed: before.map((edition) => edition.id).filter((id) => !kept.has(id)),
  };
  for (const row of rows) {
    const facts = factsOf(row);
    const old = before.find((edition) => edition.id === row.id);
    if (!old) {
      changes.added.push({ row, facts });
    } else if (isDifferent(old, facts)) {
      changes.changed.push({ id: old.id, facts });
    }
  }
  return changes;
}

function factsOf(row: EditionRow): EditionFacts {
  const runtime = row.runtime.trim();
  return {
    kind: row.kind,
    name: row.name.trim(),
    runtime_minutes: runtime ? Number(runtime) : null,
    remarks: row.remarks.trim(),
  };
}

function isDifferent(old: Edition, facts: EditionFacts): boolean {
  return (
    old.kind !== facts.kind ||
    old.name !== facts.name ||
    old.runtime_minutes !== facts.runtime_minutes ||
    old.remarks !== facts.remarks
  );
}
