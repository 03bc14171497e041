/** What a person chose to hear, kept in their browser. */
export interface SoundChoice {
  readonly isMuted: boolean;
  /** 0 to 1. */
  readonly volume: number;
  /** A track's id; null: no sound. Absent where nobody chose. */
  readonly track?: string | null;
}

type Shelf = Pick<Storage, "getItem" | "setItem">;

const FIRST: SoundChoice = { isMuted: false, volume: 1 };

const nameOf = (person: string): string => `answerprint.sound.${person}`;

/** Return what `person` chose last; full volume where nothing (readable) is kept. */
export function rememberedSound(person: string, shelf: Shelf): SoundChoice {
  try {
    const kept: unknown = JSON.parse(shelf.getItem(nameOf(person)) ?? "null");
    return isChoice(kept) ? kept : FIRST;
  } catch {
    return FIRST;
  }
}

/** Keep a choice, as far as the browser lets us. */
export function rememberSound(person: string, choice: SoundChoice, shelf: Shelf): void {
  try {
    shelf.setItem(nameOf(person), JSON.stringify(choice));
  } catch {
    // Private windows and full disks refuse: the choice then lasts as long as the page.
  }
}

function isChoice(kept: unknown): kept is SoundChoice {
  if (typeof kept !== "object" || kept === null || !("isMuted" in kept) || !("volume" in kept)) {
    return false;
  }
  const isTrack = !("track" in kept) || kept.track === null || typeof kept.track === "string";
  const { isMuted, volume } = kept;
  return isTrack && typeof isMuted === "boolean" && typeof volume === "number" && volume >= 0 && volume <= 1;
}
