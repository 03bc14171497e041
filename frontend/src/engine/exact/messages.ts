import type { ViewerErrorCode } from "../errors";
import type { RangeWish } from "./proxy-store";

/**
 * One group of pictures to decode, where its bytes lie. `attempt` goes up when the same group is needed again after it
 * was delivered. One that `isDue` holds the frame at the playhead: nothing else of its lane goes before it.
 */
export interface DecodeJob extends RangeWish {
  readonly key: string;
  readonly attempt: number;
  readonly keyRank: number;
  /** The ranks that are shown, half-open; those before belong to what an earlier segment shows otherwise. */
  readonly firstRank: number;
  readonly endRank: number;
  /** Assembly frame of rank 0. */
  readonly origin: number;
}

/** What one side at one rung is to do, most urgent first. */
export interface LaneWish {
  readonly lane: number;
  readonly jobs: readonly DecodeJob[];
}

/** Replaces everything asked before. A running job that is not in it is given up; a lane not in it is closed. */
export interface WantMessage {
  readonly kind: "want";
  readonly lanes: readonly LaneWish[];
  /** Parts of the files of all lanes to have at hand, most urgent first. */
  readonly parts: readonly RangeWish[];
}

/** Try again at once what failed. */
export interface RetryMessage {
  readonly kind: "retry";
}

export type PageMessage = WantMessage | RetryMessage;

export interface PictureMessage {
  readonly kind: "picture";
  readonly lane: number;
  readonly frame: number;
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array<ArrayBuffer>;
}

export interface DoneMessage {
  readonly kind: "done";
  readonly lane: number;
  readonly key: string;
}

export interface FailedMessage {
  readonly kind: "failed";
  readonly lane: number;
  readonly key: string;
  readonly code: ViewerErrorCode;
  readonly detail: string;
}

export type WorkerMessage = PictureMessage | DoneMessage | FailedMessage;
