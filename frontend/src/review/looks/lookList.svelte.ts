import { listLooks } from "../../api/looks";
import type { Look } from "../../api/types";
import { Asked } from "../../ui/asked.svelte";

/** The look files of one restoration, newest first. */
export class LookList {
  readonly asked = new Asked<Look[]>();

  constructor(private readonly restoration: string) {}

  load(): Promise<unknown> {
    return this.asked.ask(() => listLooks(this.restoration));
  }

  get all(): Look[] {
    return this.asked.value ?? [];
  }

  /** Those that can be chosen. */
  get ready(): Look[] {
    return this.all.filter((look) => look.state === "ready");
  }

  /** Those that are being checked or were refused. */
  get waiting(): Look[] {
    return this.all.filter((look) => look.state !== "ready");
  }

  /** The look with these bytes, as recipes name it. */
  ofDigest(digest: string | null): Look | null {
    return this.ready.find((look) => look.file?.digest === digest) ?? null;
  }
}
