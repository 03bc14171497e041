/** Which shots of a picture a person has looked at, kept in their browser. */

type Shelf = Pick<Storage, "getItem" | "setItem">;

const nameOf = (person: string, side: string): string => `answerprint.looked.${person}.${side}`;

/** Return the first frames of the shots that `person` has looked at on this side. */
export function rememberedLooks(person: string, side: string, shelf: Shelf): ReadonlySet<number> {
  try {
    const kept: unknown = JSON.parse(shelf.getItem(nameOf(person, side)) ?? "[]");
    return new Set(Array.isArray(kept) ? kept.filter((first) => Number.isInteger(first)) : []);
  } catch {
    return new Set();
  }
}

/** Keep them, as far as the browser lets us. */
export function rememberLooks(person: string, side: string, looked: ReadonlySet<number>, shelf: Shelf): void {
  try {
    shelf.setItem(nameOf(person, side), JSON.stringify([...looked]));
  } catch {
    // Private windows and full disks refuse: they then last as long as the page.
  }
}
