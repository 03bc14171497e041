/** Between the page and the audio thread. A take is numbered; what belongs to an earlier one is of no use. */

/** A new take begins: what waits is dropped, and the stream counts from 0. */
export interface BeginMessage {
  readonly kind: "begin";
  readonly take: number;
}

/** The next samples of the stream: one or two channels. */
export interface PushMessage {
  readonly kind: "push";
  readonly take: number;
  readonly channels: readonly Float32Array<ArrayBuffer>[];
}

/** Silence. */
export interface StopMessage {
  readonly kind: "stop";
}

export type SpeakerMessage = BeginMessage | PushMessage | StopMessage;

/**
 * What the audio thread counts: at frame `contextFrame` of the audio context `played` samples of the take had gone out,
 * and from there on they flow, or have run dry.
 */
export interface CountMessage {
  readonly take: number;
  readonly contextFrame: number;
  readonly played: number;
  readonly isFlowing: boolean;
}
