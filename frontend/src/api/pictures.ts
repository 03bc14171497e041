import { request } from "./client";
import type { PixelBox, StillReply, UnitBox, WindowReply } from "./types";

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

export interface WindowQuestion {
  side: string;
  first: number;
  end: number;
  rectangle: UnitBox;
}

export const askWindow = (restoration: string, body: WindowQuestion, signal: AbortSignal): Promise<WindowReply> =>
  request(`/restorations/${restoration}/windows`, { method: "POST", body: { ...body }, signal });
