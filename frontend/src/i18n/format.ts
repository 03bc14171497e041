import { currentLocale } from "./messages";

/** Numbers, times and sizes in the reader's language and the browser's time zone. */

/** A day, such as 22 Nov 2026. */
export const formatDay = (iso: string): string =>
  new Intl.DateTimeFormat(currentLocale(), { dateStyle: "medium" }).format(new Date(iso));

/** A day with its time, in the browser's zone. */
export const formatTime = (iso: string): string =>
  new Intl.DateTimeFormat(currentLocale(), { dateStyle: "medium", timeStyle: "short" }).format(new Date(iso));

/** A whole number with the language's grouping. */
export const formatCount = (value: number): string => value.toLocaleString(currentLocale());

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte", "petabyte"] as const;

/** A size in decimal units, three figures at most. */
export function formatBytes(bytes: number): string {
  const power = bytes > 0 ? Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes) / 3)) : 0;
  const unit = UNITS[power] ?? "byte";
  const value = bytes / 1000 ** power;
  return new Intl.NumberFormat(currentLocale(), {
    style: "unit",
    unit,
    // Short, a single "byte" is written out and takes no plural.
    unitDisplay: power === 0 ? "long" : "short",
    maximumSignificantDigits: 3,
  }).format(value);
}

/** A duration as m:ss, or h:mm:ss from an hour on. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const [hours = 0, minutes = 0, rest = 0] = parts;
  const two = (value: number) => String(value).padStart(2, "0");
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}
