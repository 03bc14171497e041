import { getNote, listNotes } from "../api/notes";
import type { FeedEvent, Note, NoteState } from "../api/types";
import { Asked } from "../ui/asked.svelte";

export const NOTE_STATES: NoteState[] = [
  "new",
  "reopened",
  "triaged",
  "planned",
  "rendering",
  "to_verify",
  "answered",
  "accepted",
];

/** Up to this many changed notes are asked for one by one. */
const FEW = 5;

/** The restoration's notes, kept level with the feed; which one is open, and which are gathered for a re-run. */
export class NoteList {
  readonly asked = new Asked<Note[]>();
  openId = $state<string | null>(null);
  filter = $state<NoteState | "">("");
  picked = $state<string[]>([]);

  constructor(private readonly restoration: string) {}

  get all(): Note[] {
    return this.asked.value ?? [];
  }

  /** All notes by the frame they are on, those outside this assembly last. */
  get byFrame(): Note[] {
    return this.all.toSorted(
      (a, b) => (a.first ?? Infinity) - (b.first ?? Infinity) || a.created_at.localeCompare(b.created_at),
    );
  }

  /** The notes to list: those in the chosen state. */
  get listed(): Note[] {
    const wanted = this.filter;
    return this.byFrame.filter((note) => wanted === "" || note.state === wanted);
  }

  get open(): Note | null {
    return this.all.find((note) => note.id === this.openId) ?? null;
  }

  /** How many notes are in each state. */
  get counts(): Map<NoteState, number> {
    const counts = new Map<NoteState, number>();
    for (const note of this.all) {
      counts.set(note.state, (counts.get(note.state) ?? 0) + 1);
    }
    return counts;
  }

  load(): Promise<unknown> {
    return this.asked.ask(() => listNotes(this.restoration));
  }

  /** Put a note that the site answered with in its place in the list. */
  put(note: Note): void {
    const others = this.all.filter((one) => one.id !== note.id);
    this.asked.value = [...others, note];
    if (note.state !== "triaged") {
      this.picked = this.picked.filter((id) => id !== note.id);
    }
  }

  drop(id: string): void {
    this.asked.value = this.all.filter((note) => note.id !== id);
    this.picked = this.picked.filter((one) => one !== id);
    if (this.openId === id) {
      this.openId = null;
    }
  }

  /** Gather a triaged note for the next re-run, or let it go. */
  pick(id: string, isPicked: boolean): void {
    const others = this.picked.filter((one) => one !== id);
    this.picked = isPicked ? [...others, id] : others;
  }

  /** Return the nearest note before (-1) or after (1) a frame. */
  neighbour(frame: number, direction: 1 | -1): Note | null {
    const ahead = this.all
      .filter((note) => note.first !== null && (note.first - frame) * direction > 0)
      .toSorted((a, b) => ((a.first ?? 0) - (b.first ?? 0)) * direction);
    return ahead[0] ?? null;
  }

  async onEvent(event: FeedEvent): Promise<void> {
    const ids = event.payload["notes"];
    if (!Array.isArray(ids) || ids.length > FEW) {
      await this.load();
      return;
    }
    await Promise.all(ids.map((id: unknown) => this.refresh(String(id))));
  }

  /** Ask for one note anew; one that is gone leaves the list. */
  private async refresh(id: string): Promise<void> {
    try {
      this.put(await getNote(id));
    } catch {
      this.drop(id);
    }
  }
}
