import type { Manifest } from "../engine";
import { request } from "./client";
import type {
  FoundFrame,
  FrameAddress,
  Invention,
  Lanes,
  Placements,
  Recipe,
  RecipeBody,
  RecipeSchema,
  Restoration,
  Side,
  SoundTracks,
  Timeline,
} from "./types";

export const getRestoration = (id: string): Promise<Restoration> => request(`/restorations/${id}`);

export interface RestorationChange {
  name: string;
  intent: Restoration["intent"];
  edition_id: string | null;
}

/** Frames `[first, end)` of a scan, or a slug of some frames. */
export type AssemblyEntry = { scan: string; first: number; end: number } | { slug: number };

export const changeRestoration = (id: string, version: number, change: RestorationChange): Promise<Restoration> =>
  request(`/restorations/${id}`, { method: "PATCH", body: { version, ...change } });

export const saveAssembly = (id: string, base_revision: number, entries: AssemblyEntry[]): Promise<unknown> =>
  request(`/restorations/${id}/assemblies`, { method: "POST", body: { base_revision, entries } });

export const listSides = (id: string): Promise<Side[]> => request(`/restorations/${id}/sides`);

export const getManifest = (id: string, side: string): Promise<Manifest> =>
  request(`/restorations/${id}/manifest`, { query: { side } });

/** The tracks of the newest assembly, and which reels are not heard (yet). */
export const getSound = (id: string): Promise<SoundTracks> => request(`/restorations/${id}/sound`);

export const getPlacements = (id: string, side: string, first: number, end: number): Promise<Placements> =>
  request(`/restorations/${id}/placements`, { query: { side, first, end } });

/** How flicker, defects, changes and invention run along a side. */
export const getLanes = (id: string, side: string): Promise<Lanes> =>
  request(`/restorations/${id}/lanes`, { query: { side } });

/** How much of a side's detail was invented, by shot and place: an estimate. */
export const getInvention = (id: string, side: string): Promise<Invention> =>
  request(`/restorations/${id}/invention`, { query: { side } });

export const getTimeline = (id: string): Promise<Timeline> => request(`/restorations/${id}/timeline`);

export const getFrameAddress = (id: string, frame: number, signal?: AbortSignal): Promise<FrameAddress> =>
  request(`/restorations/${id}/frames/${frame}`, signal ? { signal } : {});

export const findFrame = (id: string, q: string): Promise<FoundFrame[]> =>
  request(`/restorations/${id}/find-frame`, { query: { q } });

export const getRecipe = (id: string, number?: number): Promise<Recipe> =>
  request(`/restorations/${id}/recipe`, { query: { number } });

export const saveRecipe = (id: string, base_revision: number, body: RecipeBody, summary: string): Promise<Recipe> =>
  request(`/restorations/${id}/recipes`, { method: "POST", body: { base_revision, body, summary } });

export const getRecipeSchema = (): Promise<RecipeSchema> => request("/recipe-schema");
