import { addReference, listReferences, saveFrameMap, searchFrameMap, withdrawReference } from "../../api/references";
import type { MappedSpan, Reference, Restoration } from "../../api/types";
import { Asked, Deed } from "../../ui/asked.svelte";
import type { Comparison } from "../comparison.svelte";
import { type Lengths, type MapStretch, mapped, partAt, stretchAt } from "./frameMap";

/** A search says only when it is over, and not to who is offline then. */
const LOOK_AGAIN_MS = 5000;

/** The references of a restoration, and their frame maps as they are being laid. Every change is saved at once. */
export class ReferenceDesk {
  readonly asked = new Asked<Awaited<ReturnType<typeof listReferences>>>();
  readonly deed = new Deed();
  /** Whether changes are about the frames from the playhead on, and not the whole stretch. */
  isFromHere = $state(false);
  private chosen = $state<string | null>(null);
  private saved = $state.raw<Reference | null>(null);
  /** Slips wait for each other: each goes on from what the one before made. */
  private slips: Promise<void> = Promise.resolve();
  private before = $state.raw<{ reference: string; spans: readonly MappedSpan[] }[]>([]);

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
    return this.current && stretchAt(this.current.map.spans, frame, this.lengths.film);
  }

  /** Add a scan as a reference, and show it. */
  async add(scan: string, name: string): Promise<void> {
    await this.deed.try(async () => {
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
      await this.deed.try(async () => {
        await withdrawReference(current.id);
        await Promise.all([this.load(), this.comparison.load()]);
      });
    }
  }

  /** Move the stretch at a film frame by frames of the reference. */
  slipBy(frame: number, by: number): Promise<void> {
    this.slips = this.slips.then(() => this.slipped(frame, by));
    return this.slips;
  }

  /** Say that this frame of the reference shows this film frame: the stretch around it, or from it on, follows. */
  async match(frame: number, referenceFrame: number): Promise<void> {
    await this.lay(frame, referenceFrame - frame);
  }

  /** Say that the reference has no picture of the stretch at a film frame, or from it on. */
  async clear(frame: number): Promise<void> {
    await this.lay(frame, null);
  }

  /** Take what was found by the pictures. */
  async takeFound(): Promise<void> {
    const found = this.current?.search.found;
    if (found) {
      await this.save(found.map(({ first, count, reference_first }) => ({ first, count, reference_first })));
    }
  }

  /** Go back to the map before the last change on this page. */
  async undo(): Promise<void> {
    const last = this.before.at(-1);
    if (last && this.canUndo && (await this.save(last.spans))) {
      this.before = this.before.slice(0, -2);
    }
  }

  async search(): Promise<void> {
    const { current } = this;
    if (current) {
      await this.deed.try(async () => {
        await searchFrameMap(current.id);
        await this.load();
      });
    }
  }

  private async slipped(frame: number, by: number): Promise<void> {
    const at = this.stretchAt(frame);
    if (at !== null && at.offset !== null) {
      await this.lay(frame, at.offset + by);
    }
  }

  private get lengths(): Lengths {
    return {
      film: this.restoration()?.assembly.frame_count ?? 0,
      reference: this.current?.frame_count ?? 0,
    };
  }

  private async lay(frame: number, offset: number | null): Promise<void> {
    const spans = this.current?.map.spans;
    if (spans) {
      await this.save(mapped(spans, partAt(spans, frame, this.isFromHere, this.lengths), offset, this.lengths));
    }
  }

  private async save(spans: readonly MappedSpan[]): Promise<boolean> {
    const { current } = this;
    const assembly = this.restoration()?.assembly.id;
    if (!current || !assembly) {
      return false;
    }
    const isSaved = await this.deed.try(async () => {
      this.saved = await saveFrameMap(current.id, { base_revision: current.map.revision, assembly, spans });
      this.before = [...this.before, { reference: current.id, spans: current.map.spans }];
    });
    const shown = Promise.all([this.load(), this.comparison.load()]);
    if (!isSaved) {
      // What others did meanwhile is to be known before the next change.
      await shown;
    }
    return isSaved;
  }
}
