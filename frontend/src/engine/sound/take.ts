import type { FrameRange } from "../time/frame-range";
import type { FrameRate } from "../time/frame-rate";
import { firstSample, samplesOf } from "../time/sample-axis";

/** Samples in a row: `count` of them from assembly sample `sample` on. */
export interface SampleRun {
  readonly sample: number;
  readonly count: number;
}

/**
 * One uninterrupted stretch of playing: which assembly sample is at each place of the stream that goes to the speaker.
 *
 * In a loop the stream goes on while the assembly begins again. Every pass is counted from the first one, so that sound
 * and picture do not drift apart where a loop is no whole number of samples long.
 */
export class Take {
  private readonly loopFirst: number;
  /** Place of the stream where the second pass begins; infinite without a loop. */
  private readonly firstPass: number;
  private readonly pass: number;

  constructor(
    readonly start: number,
    loop: FrameRange | null,
    rate: FrameRate,
    sampleRate: number,
  ) {
    const end = loop === null ? Number.POSITIVE_INFINITY : firstSample(loop.end, rate, sampleRate);
    this.loopFirst = loop === null ? 0 : firstSample(loop.first, rate, sampleRate);
    this.firstPass = end > start ? end - start : Number.POSITIVE_INFINITY;
    this.pass = loop === null ? 1 : samplesOf(loop.end - loop.first, rate, sampleRate);
  }

  /** What lies at a place of the stream, up to where the loop begins again. */
  run(place: number): SampleRun {
    if (place < this.firstPass) return { sample: this.start + place, count: this.firstPass - place };
    let number = Math.floor((place - this.firstPass) / this.pass);
    if (this.beginOf(number) > place) number -= 1;
    else if (this.beginOf(number + 1) <= place) number += 1;
    return {
      sample: this.loopFirst + place - this.beginOf(number),
      count: this.beginOf(number + 1) - place,
    };
  }

  /** Whether assembly sample `sample` belongs at a place of the stream, but for `tolerance` samples. */
  isAt(place: number, sample: number, tolerance: number): boolean {
    const apart = Math.abs(this.run(place).sample - sample);
    const isAcross = Number.isFinite(this.firstPass) && Math.abs(apart - this.pass) <= tolerance;
    return apart <= tolerance || isAcross;
  }

  private beginOf(pass: number): number {
    return this.firstPass + Math.round(pass * this.pass);
  }
}
