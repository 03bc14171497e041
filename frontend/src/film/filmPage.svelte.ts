import { getFilm, listPeople } from "../api/films";
import { getMaterial } from "../api/material";
import type { Action, FeedEvent, Film, FilmMember, IngestProgress, Material, ScanRow } from "../api/types";
import type { Unnumbered } from "../live/feedClient";
import { Asked } from "../ui/asked.svelte";

const MATERIAL_EVENTS = new Set([
  "element.added",
  "element.changed",
  "scan.registered",
  "scan.changed",
  "scan.ready",
  "scan.refused",
  "scan.viewed",
  "sound.ready",
  "sound.changed",
  "restoration.started",
  "restoration.changed",
  "assembly.saved",
  "version.created",
  "recipe.saved",
]);

/** Everything a film's page shows, kept level with the film's feed. */
export class FilmPageState {
  readonly film = new Asked<Film>();
  readonly material = new Asked<Material>();
  readonly people = new Asked<FilmMember[]>();
  ingest = $state<Record<string, IngestProgress>>({});

  constructor(readonly id: string) {}

  /** The scans that can be put into an assembly, by reel. */
  get readyScans(): ScanRow[] {
    return (this.material.value?.elements ?? [])
      .flatMap((element) => element.scans)
      .filter((scan) => scan.state === "ready")
      .toSorted((a, b) => a.reel - b.reel);
  }

  load(): void {
    void this.film.ask(() => getFilm(this.id));
    void this.loadMaterial();
    void this.loadPeople();
  }

  loadMaterial(): Promise<unknown> {
    return this.material.ask(() => getMaterial(this.id));
  }

  loadPeople(): Promise<unknown> {
    return this.people.ask(() => listPeople(this.id));
  }

  may(action: Action): boolean {
    return this.film.value?.actions.includes(action) ?? false;
  }

  onEvent(event: FeedEvent): void {
    if (event.kind === "film.changed") {
      void this.film.ask(() => getFilm(this.id));
    } else if (MATERIAL_EVENTS.has(event.kind)) {
      void this.loadMaterial();
    }
  }

  onProgress(message: Unnumbered): void {
    if (message.kind === "scan.progress") {
      const { scan, ...progress } = message.payload as unknown as IngestProgress & { scan: string };
      this.ingest[scan] = progress;
    }
  }
}
