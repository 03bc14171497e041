import type { FrameRate } from "./frame-rate";

/** The sample with which a frame begins, of `sampleRate` a second: the nearest, halves up. */
export function firstSample(frame: number, rate: FrameRate, sampleRate: number): number {
  return Math.floor((2 * frame * sampleRate * rate.den + rate.num) / (2 * rate.num));
}

/** How many samples a number of frames takes, not rounded. */
export function samplesOf(frames: number, rate: FrameRate, sampleRate: number): number {
  return (frames * sampleRate * rate.den) / rate.num;
}
