import type { CountMessage } from "./messages";

/**
 * How many samples of a take have been heard, from what the audio thread counts and the time that the device has reached.
 */
export class SpeakerCount {
  private flowing: CountMessage | null = null;
  private latest: CountMessage | null = null;

  /** Samples that went out to the device, as far as told. */
  get played(): number {
    return this.latest?.played ?? 0;
  }

  take(count: CountMessage): void {
    // A flow is told on when it begins; later counts of it say the same.
    if (count.isFlowing && this.latest?.isFlowing !== true) this.flowing = count;
    this.latest = count;
  }

  /** Samples heard when the device plays frame `contextFrame` of its context. */
  heard(contextFrame: number): number {
    const { flowing, latest } = this;
    if (flowing === null || latest === null) return 0;
    const heard = flowing.played + Math.max(contextFrame - flowing.contextFrame, 0);
    return latest.isFlowing ? heard : Math.min(heard, latest.played);
  }
}
