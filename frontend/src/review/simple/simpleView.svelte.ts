/** Whether a person looks through the simple view: big picture, three buttons. Kept in their browser. */

type Shelf = Pick<Storage, "getItem" | "setItem">;

const nameOf = (person: string): string => `answerprint.simple.${person}`;

export class SimpleView {
  private chosen = $state<boolean | null>(null);

  constructor(
    private readonly person: string,
    private readonly shelf: Shelf,
  ) {
    this.chosen = remembered(shelf.getItem(nameOf(person)));
  }

  /** What was chosen; where nobody has chosen, `isMaker`: film makers begin with it. */
  isOn(isMaker: boolean): boolean {
    return this.chosen ?? isMaker;
  }

  choose(isOn: boolean): void {
    this.chosen = isOn;
    try {
      this.shelf.setItem(nameOf(this.person), isOn ? "on" : "off");
    } catch {
      // Private windows and full disks refuse: the choice then lasts as long as the page.
    }
  }
}

function remembered(kept: string | null): boolean | null {
  return kept === null ? null : kept === "on";
}
