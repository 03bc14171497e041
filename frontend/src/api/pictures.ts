import { request } from "./client";
import type { OverlayReply, PixelBox, ProbeReply, RungProgress, StillReply, UnitBox, WindowReply } from "./types";

export interface StillQuestion {
  side: string;
  frame: number;
  /** In pixels of the side's own picture. */
  rectangle: PixelBox;
  /** Whether more than 8 bits can be shown. */
  deep: boolean;
}

export const askStill = (restoration: string, body: StillQuestion, signal: AbortSignal): Promise<StillReply> =>
  request(`/restorations/${restoration}/stills`, { method: "POST", body: { ...body }, signal });

/** Names this page while it is open: windows it no longer wants are given up, and never those of another tab. */
const PAGE = Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, "0")).join(
  "",
);

export interface WindowQuestion {
  side: string;
  first: number;
  end: number;
  rectangle: UnitBox;
}

export const askWindow = (restoration: string, body: WindowQuestion, signal: AbortSignal): Promise<WindowReply> =>
  request(`/restorations/${restoration}/windows`, { method: "POST", body: { ...body, page: PAGE }, signal });

export interface ProbeQuestion {
  sides: string[];
  frame: number;
  /** A place in each side's own picture, in 1/65536 of its width and height. */
  x: number;
  y: number;
}

export const askProbe = (restoration: string, body: ProbeQuestion, signal: AbortSignal): Promise<ProbeReply> =>
  request(`/restorations/${restoration}/probes`, { method: "POST", body: { ...body }, signal });

export type OverlayKind = "defects" | "changed" | "protected" | "text" | "patches" | "invention";

export interface OverlayQuestion {
  shows: OverlayKind;
  side: string;
  frame: number;
  /** What `changed` compares with, and how many codes of 1023 a channel may differ unmarked. */
  other?: string;
  threshold?: number;
}

export const askOverlay = (restoration: string, body: OverlayQuestion, signal: AbortSignal): Promise<OverlayReply> =>
  request(`/restorations/${restoration}/overlays`, { method: "POST", body: { ...body }, signal });

/** Ask for all of a side at 2160p; for those who may run renders. */
export const askRung = (restoration: string, side: string): Promise<RungProgress> =>
  request(`/restorations/${restoration}/rungs`, { method: "POST", body: { side } });
