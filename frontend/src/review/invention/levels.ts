/** Levels come in 1/1000, and are told in hundredths: they compare places and are no share of anything. */
const WHOLE = 1000;

export const strengthOf = (level: number | null): number => (level ?? 0) / WHOLE;

export const hundredths = (level: number | null): string => (level === null ? "–" : String(Math.round(level / 10)));
