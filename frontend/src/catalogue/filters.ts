import type { Query } from "../api/client";

/** What a person looks for in the catalogue; kept in the page's address so that it can be shared. */

export interface Filters {
  q: string;
  status: string;
  year_from: string;
  year_to: string;
  studio: string;
  colour: string;
  sort: string;
}

export const NO_FILTERS: Filters = {
  q: "",
  status: "",
  year_from: "",
  year_to: "",
  studio: "",
  colour: "",
  sort: "",
};

const NAMES = Object.keys(NO_FILTERS) as (keyof Filters)[];

/** Read filters from a page's query. */
export function filtersOf(search: string): Filters {
  const given = new URLSearchParams(search);
  const filters = { ...NO_FILTERS };
  for (const name of NAMES) {
    filters[name] = given.get(name) ?? "";
  }
  return filters;
}

/** Return the query that names only the filters in use. */
export function searchOf(filters: Filters): string {
  const used = NAMES.filter((name) => filters[name].trim() !== "").map((name) => [name, filters[name].trim()]);
  return new URLSearchParams(used).toString();
}

/** Return the order in use: as chosen, else what was last worked on, and found films by year. */
export function orderOf(filters: Filters): string {
  return filters.sort || (filters.q.trim() === "" ? "updated" : "year");
}

/** Return the API's query for one page of the list; a year that is not yet four digits is not asked for. */
export function queryOf(filters: Filters, cursor: string | null, limit: number): Query {
  const year = (text: string) => (/^\d{4}$/.test(text.trim()) ? text.trim() : "");
  return {
    ...filters,
    q: filters.q.trim(),
    sort: orderOf(filters),
    year_from: year(filters.year_from),
    year_to: year(filters.year_to),
    cursor,
    limit,
  };
}
