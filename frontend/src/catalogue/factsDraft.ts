import type { FilmFacts } from "../api/films";
import type { Film, Names } from "../api/types";

/** A film's facts as a form holds them. */

export interface FactsDraft {
  names: Names;
  year: string;
  studio: string;
  runtime: string;
  colour: Film["colour"];
  directors: Names[];
  remarks: string;
}

export const NO_NAMES: Names = { zh_hant: "", zh_hans: "", en: "" };

/** Return a form's contents for a film, or an empty form. */
export function draftOf(film?: Film): FactsDraft {
  return {
    names: { ...(film?.names ?? NO_NAMES) },
    year: film ? String(film.year) : "",
    studio: film?.studio ?? "",
    runtime: film?.runtime_minutes ? String(film.runtime_minutes) : "",
    colour: film?.colour ?? "colour",
    directors: film?.directors.length ? film.directors.map((names) => ({ ...names })) : [{ ...NO_NAMES }],
    remarks: film?.remarks ?? "",
  };
}

const isNamed = (names: Names): boolean => Object.values(names).some((text: string) => text.trim() !== "");

/** Say whether the form has what a film must have: a name in one script and a year. */
export function isComplete(draft: FactsDraft): boolean {
  return isNamed(draft.names) && /^\d{4}$/.test(draft.year.trim());
}

/** Return what the API takes; lines left empty are dropped. */
export function factsOf(draft: FactsDraft): FilmFacts {
  return {
    names: { ...draft.names },
    year: Number(draft.year),
    studio: draft.studio.trim(),
    runtime_minutes: draft.runtime.trim() ? Number(draft.runtime) : null,
    colour: draft.colour,
    directors: draft.directors.filter(isNamed).map((names) => ({ ...names })),
    remarks: draft.remarks,
  };
}
