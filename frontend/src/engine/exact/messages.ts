import type { ViewerErrorCode } from "../errors";

/** One group of pictures to decode. `attempt` goes up when the same group is needed again after it was delivered. */
export interface DecodeJob {
  readonly key: string;
  readonly attempt: number;
  readonly digest: string;
  readonly url: string;
  readonly keyRank: number;
  readonly endRank: number;
  /** Assembly frame of rank 0. */
  readonly origin: number;
}

/** Replaces the whole queue; a running job that is not in it is given up. */
export interface WantMessage {
  readonly kind: "want";
  readonly jobs: readonly DecodeJob[];
}

export interface PictureMessage {
  readonly kind: "picture";
  readonly frame: number;
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array<ArrayBuffer>;
}

export interface DoneMessage {
  readonly kind: "done";
  readonly key: string;
}

export interface FailedMessage {
  readonly kind: "failed";
  readonly key: string;
  readonly code: ViewerErrorCode;
  readonly detail: string;
}

export type WorkerMessage = PictureMessage | DoneMessage | FailedMessage;
