import { addReference, listReferences, saveFrameMap, searchFrameMap, withdrawReference } from "../../api/references";
import type { MappedSpan, Reference, Restoration } from "../../api/types";
import { Asked, Deed } from "../../ui/asked.svelte";
import type { Comparison } from "../comparison.svelte";
import { type Lengths, type MapStretch, mapped, partAt, stretchAt } from "./frameMap";

/** A search says only when it is over, and not to who is offline then. */
const LOOK_AGAIN_MS = 5000;

/** The spans that a reference had before a change. */
interface Before {
  readonly reference: string;
  readonly spans: readonly MappedSpan[];
}

/** The references of a restoration, and their frame maps as they are being laid. Every change is saved at once. */
export class ReferenceDesk {
  readonly asked = new Asked<Awaited<ReturnType<typeof listReferences>>>();
  readonly deed = new Deed();
  /** Whether changes are about the frames from the playhead on, and not the whole stretch. */
  isFromHere = $state(false);
  private chosen = $state<string | null>(null);
  private saved = $state.raw<Reference | null>(null);
  /** Changes wait for each other: each goes on from what the one before made. */
  private changes: Promise<unknown> = Promise.resolve();
  private before = $state.raw<readonly Before[]>([]);

  constructor(
    private readonly id: string,
    private readonly comparison: Comparison,
    private readonly restoration: () => Restoration | null,
  ) {}

  async load(): Promise<void> {
    await this.asked.ask(() => listReferences(this.id));
  }

  /** Look how far a search is for as long as one runs; for `$effect`. */
  readonly follow = (): (() => void) | undefined => {
    if (this.current?.search.state !== "pending") {
      return;
    }
    const timer = setInterval(() => void this.load(), LOOK_AGAIN_MS);
    return () => clearInterval(timer);
  };

  get all(): readonly Reference[] {
    const { saved } = this;
    const listed = this.asked.value?.references ?? [];
    // What was saved here may be newer than the list, which was asked for meanwhile.
    return listed.map((one) => (saved?.id === one.id && saved.map.revision > one.map.revision ? saved : one));
  }

  get candidates() {
    return this.asked.value?.candidates ?? [];
  }

  /** The reference that is worked on: the one chosen, else one that is on the screen, else the first. */
  get current(): Reference | null {
    const shown = this.all.find((one) => this.comparison.chosen.includes(one.side));
    return this.all.find((one) => one.id === this.chosen) ?? shown ?? this.all[0] ?? null;
  }

  choose(id: string): void {
    this.chosen = id;
  }

  get canUndo(): boolean {
    return this.before.at(-1)?.reference === this.current?.id;
  }

  /** The film frames around a frame that the reference maps alike. */
  stretchAt(frame: number): MapStretch | null {
    return this.current && stretchAt(this.current.map.spans, frame, this.lengths(this.current).film);
  }

  /** Add a scan as a reference, and show it. */
  async add(scan: string, name: string): Promise<void> {
    await this.inTurn(async () => {
      const { id, side } = await addReference(this.id, scan, name);
      await Promise.all([this.load(), this.comparison.load()]);
      this.choose(id);
      if (this.comparison.mayAdd) {
        await this.comparison.choose([...this.comparison.chosen, side]);
      }
    });
  }

  async withdraw(): Promise<void> {
    const { current } = this;
    if (current) {
      await this.inTurn(async () => {
        await withdrawReference(current.id);
        await Promise.all([this.load(), this.comparison.load()]);
      });
    }
  }

  /** Move the stretch at a film frame by frames of the reference. */
  async slipBy(frame: number, by: number): Promise<void> {
    await this.lay(frame, (reference) => {
      const offset = stretchAt(reference.map.spans, frame, this.lengths(reference).film)?.offset;
      return typeof offset === "number" ? { offset: offset + by } : null;
    });
  }

  /** Say that this frame of the reference shows this film frame: the stretch around it, or from it on, follows. */
  async match(frame: number, referenceFrame: number): Promise<void> {
    await this.lay(frame, () => ({ offset: referenceFrame - frame }));
  }

  /** Say that the reference has no picture of the stretch at a film frame, or from it on. */
  async clear(frame: number): Promise<void> {
    await this.lay(frame, () => ({ offset: null }));
  }

  /** Take what was found by the pictures. */
  async takeFound(): Promise<void> {
    const found = this.current?.search.found;
    if (found) {
      const spans = found.map(({ first, count, reference_first }) => ({ first, count, reference_first }));
      await this.change(() => spans);
    }
  }

  /** Go back to the map before the last change on this page. */
  async undo(): Promise<void> {
    await this.change(
      ({ id }) => {
        const last = this.before.at(-1);
        return last?.reference === id ? last.spans : null;
      },
      (before) => before.slice(0, -1),
    );
  }

  async search(): Promise<void> {
    const { current } = this;
    if (current) {
      await this.inTurn(async () => {
        await searchFrameMap(current.id);
        await this.load();
      });
    }
  }

  private lengths(reference: Reference): Lengths {
    return { film: this.restoration()?.assembly.frame_count ?? 0, reference: reference.frame_count };
  }

  /** Lay the stretch at a film frame, or from it on, at another offset; null: leave it. */
  private async lay(
    frame: number,
    offsetOf: (reference: Reference) => { offset: number | null } | null,
  ): Promise<void> {
    const { isFromHere } = this;
    await this.change((reference) => {
      const laid = offsetOf(reference);
      const { spans } = reference.map;
      const lengths = this.lengths(reference);
      return laid && mapped(spans, partAt(spans, frame, isFromHere, lengths), laid.offset, lengths);
    });
  }

  /**
   * Save other spans of the reference that is worked on, made of those that it has when its turn comes; null: none.
   * `kept`: what can be undone once they are saved, made of what could be before; without it, this change too.
   */
  private async change(
    spansOf: (reference: Reference) => readonly MappedSpan[] | null,
    kept: (before: readonly Before[], reference: Reference) => readonly Before[] = withChange,
  ): Promise<void> {
    const id = this.current?.id;
    let isLaid = false;
    await this.inTurn(async () => {
      const reference = this.all.find((one) => one.id === id);
      const spans = reference && spansOf(reference);
      const assembly = this.restoration()?.assembly.id;
      if (!reference || !spans || !assembly) {
        return;
      }
      try {
        this.saved = await saveFrameMap(reference.id, { base_revision: reference.map.revision, assembly, spans });
        this.before = kept(this.before, reference);
        isLaid = true;
      } finally {
        const shown = Promise.all([this.load(), this.comparison.load()]);
        if (!isLaid) {
          // What others did meanwhile is to be known before the next change.
          await shown;
        }
      }
    });
  }

  /** Do it once everything before it is done: what is pressed while something is saved is not lost. */
  private inTurn(deed: () => Promise<void>): Promise<boolean> {
    const done = this.changes.then(() => this.deed.try(deed));
    this.changes = done;
    return done;
  }
}

function withChange(before: readonly Before[], { id, map }: Reference): readonly Before[] {
  return [...before, { reference: id, spans: map.spans }];
}
