const DECIMALS = 5;

/** Return a number as short as it can be read back: five decimals at most. */
export function numberText(value: number): string {
  return String(Number(value.toFixed(DECIMALS)));
}

/** Return the number that a text stands for; null where it is none. */
export function textNumber(text: string | undefined): number | null {
  const value = text === undefined || text.trim() === "" ? Number.NaN : Number(text);
  return Number.isFinite(value) ? value : null;
}
