import { request } from "./client";
import type { Edition } from "./types";

export type EditionFacts = Omit<Edition, "id">;

export const addEdition = (film: string, facts: EditionFacts): Promise<Edition> =>
  request(`/films/${film}/editions`, { method: "POST", body: facts });

export const changeEdition = (id: string, facts: Partial<EditionFacts>): Promise<Edition> =>
  request(`/editions/${id}`, { method: "PATCH", body: facts });

export const removeEdition = (id: string): Promise<void> => request(`/editions/${id}`, { method: "DELETE" });
