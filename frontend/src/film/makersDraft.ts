import type { Film, Maker, Names } from "../api/types";
import { JOBS } from "../catalogue/choices";

/** Everybody who made a film, as a form holds them: by job, then in the order they are named. */

export interface MakerRow {
  job: Maker["job"];
  names: Names;
}

export const newMaker = (job: Maker["job"]): MakerRow => ({ job, names: { zh_hant: "", zh_hans: "", en: "" } });

export function makerRows(film: Film): MakerRow[] {
  return JOBS.flatMap((job) =>
    film.makers.filter((maker) => maker.job === job).map((maker) => ({ job, names: { ...maker.names } })),
  );
}

/** Return what the API takes; rows without any name are dropped. */
export function makersOf(rows: readonly MakerRow[]): MakerRow[] {
  return rows
    .filter(({ names }) => [names.zh_hant, names.zh_hans, names.en].some((name) => name.trim() !== ""))
    .map(({ job, names }) => ({ job, names: { ...names } }));
}
