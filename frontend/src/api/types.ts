/** The one place that screens take API types from, whatever they are generated from. */
export type * from "./schema";
