import { request } from "./client";
import type { HandRepair, PictureKind } from "./types";

/** What to send: frames `[first, end)` of the assembly, or those of a note. */
export interface HandOrder {
  frames?: { first: number; end: number };
  note_id?: string;
  version_id?: string;
  handles: number;
  kind?: PictureKind;
}

export const listHandRepairs = (restoration: string): Promise<HandRepair[]> =>
  request(`/restorations/${restoration}/hand-repairs`);

export const sendFrames = (restoration: string, order: HandOrder): Promise<HandRepair> =>
  request(`/restorations/${restoration}/hand-repairs`, { method: "POST", body: order });

export const returnFrames = (id: string, upload_id: string): Promise<HandRepair> =>
  request(`/hand-repairs/${id}/returns`, { method: "POST", body: { upload_id } });

export const withdrawHandRepair = (id: string): Promise<HandRepair> =>
  request(`/hand-repairs/${id}/withdraw`, { method: "POST" });

export const withdrawPatch = (id: string): Promise<HandRepair> =>
  request(`/hand-patches/${id}/withdraw`, { method: "POST" });
