import { getShots, saveShots } from "../../api/material";
import type { Mark, Restoration, Shot, Timeline } from "../../api/types";
import { Deed } from "../../ui/asked.svelte";
import { cutMoved, isSame, marked, mergedBack, onAxis, split } from "./shotEdits";

interface Held {
  revision: number;
  saved: readonly Shot[];
  shots: readonly Shot[];
}

/** The shots of the scans that were looked at, as they would be saved. Changes of several reels can be open at once. */
export class ShotEditor {
  isOpen = $state(false);
  readonly deed = new Deed();
  private held = $state.raw<Record<string, Held>>({});

  /** The shots of a scan with what was changed; null until they are fetched. */
  of(scan: string): readonly Shot[] | null {
    return this.held[scan]?.shots ?? null;
  }

  /** The scans that have changes that are not saved. */
  get changed(): string[] {
    return Object.entries(this.held)
      .filter(([, held]) => !isSame(held.saved, held.shots))
      .map(([scan]) => scan);
  }

  /** Fetch the shots of a scan unless they are here. */
  async fetch(scan: string): Promise<void> {
    if (!this.held[scan]) {
      await this.deed.try(() => this.refetch(scan));
    }
  }

  split(scan: string, frame: number): void {
    this.edit(scan, (shots) => split(shots, frame));
  }

  mergeBack(scan: string, frame: number): void {
    this.edit(scan, (shots) => mergedBack(shots, frame));
  }

  /** Move a cut to another frame, at most as far as both shots keep one; returns where it lies then. */
  moveCut(scan: string, cut: number, frame: number): number {
    const index = (this.of(scan) ?? []).findIndex((shot) => shot.first === cut);
    this.edit(scan, (shots) => cutMoved(shots, cut, frame));
    return this.of(scan)?.[index]?.first ?? cut;
  }

  mark(scan: string, frame: number, mark: Mark, isOn: boolean): void {
    this.edit(scan, (shots) => marked(shots, frame, mark, isOn));
  }

  /** Save every changed list as a new revision and say whether all were taken. */
  save(): Promise<boolean> {
    return this.deed.try(async () => {
      for (const scan of this.changed) {
        const held = this.held[scan];
        if (held) {
          const { revision, shots } = await saveShots(scan, held.revision, held.shots);
          this.hold(scan, { revision, saved: shots, shots });
        }
      }
    });
  }

  /** Forget the changes that are not saved. */
  discard(): void {
    this.deed.problem = null;
    this.held = Object.fromEntries(
      Object.entries(this.held).map(([scan, held]) => [scan, { ...held, shots: held.saved }]),
    );
  }

  /** Forget the changes, and fetch what others saved meanwhile. */
  async startOver(): Promise<void> {
    await this.deed.try(() => Promise.all(this.changed.map((scan) => this.refetch(scan))));
  }

  /** Somebody saved shots: a list without changes follows, one with changes meets a conflict when it is saved. */
  async onChanged(scan: string): Promise<void> {
    if (this.held[scan] && !this.changed.includes(scan)) {
      await this.refetch(scan);
    }
  }

  /** Return the timeline as it will be once the changes are saved. */
  drawn(timeline: Timeline | null, spans: Restoration["assembly"]["spans"]): Timeline | null {
    if (!timeline || !this.isOpen) {
      return timeline;
    }
    let { shots } = timeline;
    for (const scan of this.changed) {
      shots = onAxis(shots, spans, scan, this.of(scan) ?? []);
    }
    return { ...timeline, shots };
  }

  private edit(scan: string, change: (shots: readonly Shot[]) => Shot[]): void {
    const held = this.held[scan];
    if (held) {
      this.hold(scan, { ...held, shots: change(held.shots) });
    }
  }

  private async refetch(scan: string): Promise<void> {
    const { revision, shots } = await getShots(scan);
    this.hold(scan, { revision, saved: shots, shots });
  }

  private hold(scan: string, held: Held): void {
    this.held = { ...this.held, [scan]: held };
  }
}
