import { request } from "./client";
import type { MappedSpan, Reference, References } from "./types";

/** References: other media of the film to compare with, and how their frames lie beside the film's. */

export const listReferences = (restoration: string): Promise<References> =>
  request(`/restorations/${restoration}/references`);

export const addReference = (restoration: string, scan_id: string, name: string): Promise<Reference> =>
  request(`/restorations/${restoration}/references`, { method: "POST", body: { scan_id, name } });

export interface FrameMapChange {
  base_revision: number;
  assembly: string;
  spans: readonly MappedSpan[];
}

export const saveFrameMap = (reference: string, body: FrameMapChange): Promise<Reference> =>
  request(`/references/${reference}/frame-maps`, { method: "POST", body });

/** Have the frame map looked for by the pictures, again. */
export const searchFrameMap = (reference: string): Promise<Reference> =>
  request(`/references/${reference}/searches`, { method: "POST" });

export const withdrawReference = (reference: string): Promise<void> =>
  request(`/references/${reference}`, { method: "DELETE" });
