import { request } from "./client";
import type { Aspect, Decision, Plane, Run, RunSegment, Verdict, Version, VersionRow, Viewing } from "./types";

export interface RunOrder {
  base_version?: string;
  note_ids?: string[];
  recipe_number?: number;
  frames?: { first: number; end: number };
  start_when_planned?: boolean;
}

export interface DecisionDraft {
  aspect: Aspect;
  verdict: Verdict;
  plane: Plane;
  version_hash: string;
  engine: string;
  viewing: Viewing;
  statement: string;
}

export const orderRun = (restoration: string, order: RunOrder): Promise<Run> =>
  request(`/restorations/${restoration}/runs`, { method: "POST", body: order });

export const listRuns = (restoration: string): Promise<Run[]> => request(`/restorations/${restoration}/runs`);

export const getRun = (id: string): Promise<Run> => request(`/runs/${id}`);

export const startRun = (id: string): Promise<Run> => request(`/runs/${id}/start`, { method: "POST" });

export const cancelRun = (id: string): Promise<Run> => request(`/runs/${id}/cancel`, { method: "POST" });

export const replanRun = (id: string): Promise<Run> => request(`/runs/${id}/replan`, { method: "POST" });

export const listSegments = (run: string): Promise<RunSegment[]> => request(`/runs/${run}/segments`);

export const getSegmentLog = (run: string, position: number): Promise<{ log: string }> =>
  request(`/runs/${run}/segments/${position}/log`);

export const retrySegment = (run: string, position: number): Promise<unknown> =>
  request(`/runs/${run}/segments/${position}/retry`, { method: "POST" });

export const listVersions = (restoration: string): Promise<VersionRow[]> =>
  request(`/restorations/${restoration}/versions`);

export const getVersion = (id: string): Promise<Version> => request(`/versions/${id}`);

export const decide = (version: string, draft: DecisionDraft): Promise<Decision> =>
  request(`/versions/${version}/decisions`, { method: "POST", body: draft });
