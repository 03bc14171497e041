import { listHandRepairs } from "../../api/handRepairs";
import type { HandPatch, HandPatchState, HandRepair } from "../../api/types";
import { Asked } from "../../ui/asked.svelte";

/** The hand repairs of one restoration, with what became of each painted frame. */
export class HandList {
  readonly asked = new Asked<HandRepair[]>();

  constructor(private readonly restoration: string) {}

  load(): Promise<unknown> {
    return this.asked.ask(() => listHandRepairs(this.restoration));
  }

  get all(): HandRepair[] {
    return this.asked.value ?? [];
  }

  /** Painted frames in this state, in the order of the film. */
  patches(state: HandPatchState): HandPatch[] {
    return this.all
      .flatMap((one) => one.patches)
      .filter((patch) => patch.state === state)
      .toSorted((a, b) => (a.frame ?? 0) - (b.frame ?? 0));
  }
}
