import type { Colour, FilmStatus, Maker } from "../api/types";
import type { MessageKey } from "../i18n/messages";
import type { Tone } from "../ui/tone";

/** The values a person chooses from in the catalogue, in the order they are offered. */

export const STATUSES: FilmStatus[] = ["catalogued", "scanned", "restoring", "in_review", "approved", "withdrawn"];
export const COLOURS: Colour[] = ["colour", "black_and_white", "mixed"];
export const JOBS: Maker["job"][] = ["director", "writer", "cinematographer", "cast"];
export const SORTS: [string, MessageKey][] = [
  ["year", "catalogue.sort.year"],
  ["-year", "catalogue.sort.year_down"],
  ["title", "catalogue.sort.title"],
  ["status", "catalogue.sort.status"],
  ["updated", "catalogue.sort.updated"],
];

export const STATUS_TONE: Record<FilmStatus, Tone> = {
  catalogued: "neutral",
  scanned: "neutral",
  restoring: "accent",
  in_review: "warn",
  approved: "good",
  withdrawn: "neutral",
};
