/** Filling in a message's parameters. */

export type Parameters = Record<string, string | number>;

const SLOT = /\{(\w+)(?:\|([^|{}]*)\|([^|{}]*))?\}/g;

/**
 * Fill `{name}` with its value, and `{name|one|many}` with the word that the number asks for.
 * A parameter that was not given stays visible as `{name}`.
 */
export function fill(message: string, parameters: Parameters, locale: string): string {
  return message.replace(SLOT, (slot, name: string, one?: string, many?: string) => {
    const value = parameters[name];
    if (value === undefined) {
      return slot;
    }
    if (one !== undefined && many !== undefined) {
      return Number(value) === 1 ? one : many;
    }
    return typeof value === "number" ? value.toLocaleString(locale) : value;
  });
}

/** Return the parameter names a message uses, sorted, each once. */
export function slotNames(message: string): string[] {
  return [...new Set([...message.matchAll(SLOT)].map((match) => match[1] ?? ""))].sort();
}
