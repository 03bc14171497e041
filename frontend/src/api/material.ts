import { apiUrl, request } from "./client";
import type {
  ColourOverrides,
  ElementRow,
  Material,
  RootListing,
  ScanFacts,
  ScanRow,
  ScanSound,
  Shot,
  ShotList,
} from "./types";

export type ElementFacts = Pick<ElementRow, "kind" | "gauge" | "condition" | "location" | "remarks">;

/** A scan is registered from a server root or from a complete upload. */
export type ScanOrigin = { root_id: string; path: string } | { upload_id: string };

export interface ScanPlace {
  rate?: string;
  element_id?: string;
  reel?: number;
  reel_name?: string;
  infrared?: "alpha";
  pulldown?: "undo";
  is_reference?: true;
}

/** Corrections to a scan; what is left out stays, and `color` replaces all earlier overrides. */
export interface ScanChange {
  reel?: number;
  reel_name?: string;
  start_timecode?: string;
  color?: ColourOverrides;
}

export const uploadsUrl = (): string => apiUrl("/uploads");

export const getMaterial = (film: string): Promise<Material> => request(`/films/${film}/material`);

export const addElement = (film: string, facts: ElementFacts): Promise<ElementRow> =>
  request(`/films/${film}/elements`, { method: "POST", body: facts });

export const changeElement = (id: string, facts: Partial<ElementFacts>): Promise<ElementRow> =>
  request(`/elements/${id}`, { method: "PATCH", body: facts });

export const listRoots = (): Promise<{ id: string }[]> => request("/roots");

export const listRoot = (root: string, path: string): Promise<RootListing> =>
  request(`/roots/${encodeURIComponent(root)}/entries`, { query: { path } });

export const registerScan = (film: string, origin: ScanOrigin, place: ScanPlace): Promise<ScanRow> =>
  request(`/films/${film}/scans`, { method: "POST", body: { ...origin, ...place } });

export const getScan = (id: string): Promise<ScanFacts> => request(`/scans/${id}`);

export const changeScan = (id: string, change: ScanChange): Promise<ScanFacts> =>
  request(`/scans/${id}`, { method: "PATCH", body: change });

/** What people know of a stream of sound; `offset`: samples (48,000 a second) by which it is heard later. */
export type SoundChange = Partial<Pick<ScanSound, "language" | "label" | "offset">>;

export const changeSound = (scan: string, stream: number, change: SoundChange): Promise<ScanSound> =>
  request(`/scans/${scan}/sounds/${stream}`, { method: "PATCH", body: change });

/** Have the sound of a media file made ready for listening, again where it was. */
export const makeSounds = (scan: string): Promise<ScanRow> => request(`/scans/${scan}/sounds`, { method: "POST" });

export const getShots = (scan: string): Promise<ShotList> => request(`/scans/${scan}/shots`);

export const saveShots = (scan: string, base_revision: number, shots: readonly Shot[]): Promise<ShotList> =>
  request(`/scans/${scan}/shots`, { method: "PUT", body: { base_revision, shots } });

/** What was declared of a medium when it was registered. */
export type Declaration = "infrared" | "pulldown";

/** Read a refused scan again; `without` takes back what was declared of it. */
export const retryScan = (id: string, without?: Declaration): Promise<ScanRow> =>
  request(`/scans/${id}/retry`, { method: "POST", query: { without } });
