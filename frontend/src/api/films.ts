import { apiUrl, type Query, request } from "./client";
import type { BoardColumn, Film, FilmMember, FilmPage, FilmRow, ImportReport, Maker, Me, Names, Role } from "./types";

export interface FilmFacts {
  names: Names;
  year: number;
  studio: string;
  runtime_minutes: number | null;
  colour: FilmRow["colour"];
  directors: Names[];
  remarks: string;
}

export type FilmChange = Partial<FilmFacts> & { version: number; other_titles?: string; status?: FilmRow["status"] };

export const getMe = (): Promise<Me> => request("/me");

export const changeMe = (change: Partial<Pick<Me, "name" | "locale" | "timezone">>): Promise<Me> =>
  request("/me", { method: "PATCH", body: change });

export const listFilms = (query: Query, signal?: AbortSignal): Promise<FilmPage> =>
  request("/films", signal ? { query, signal } : { query });

export const listStudios = (): Promise<string[]> => request("/films/studios");

export const getBoard = (): Promise<{ columns: BoardColumn[] }> => request("/films/board");

export const getFilm = (id: string): Promise<Film> => request(`/films/${id}`);

export const addFilm = (facts: FilmFacts): Promise<Film> => request("/films", { method: "POST", body: facts });

export const changeFilm = (id: string, change: FilmChange): Promise<Film> =>
  request(`/films/${id}`, { method: "PATCH", body: change });

/** Replace everybody who made a film, directors included; `version` is the film's that the list was made on. */
export const setMakers = (id: string, version: number, makers: Pick<Maker, "job" | "names">[]): Promise<Film> =>
  request(`/films/${id}/makers`, { method: "PUT", body: { version, makers } });

export function importFilms(file: File, dryRun: boolean): Promise<ImportReport> {
  const form = new FormData();
  form.append("file", file);
  return request("/films/import", { method: "POST", query: { dry_run: dryRun }, form });
}

export const exportFilmsUrl = (): string => apiUrl("/films/export.csv");

export const listPeople = (film: string): Promise<FilmMember[]> => request(`/films/${film}/people`);

export const addPerson = (film: string, email: string, role: Role): Promise<FilmMember> =>
  request(`/films/${film}/people`, { method: "POST", body: { email, role } });

export const removePerson = (film: string, membership: number): Promise<void> =>
  request(`/films/${film}/people/${membership}`, { method: "DELETE" });
