import { TimeError } from "./time-error";

/** What people write for the NTSC rates; the decimals are shorthand, not the rate. */
const SHORTHAND: ReadonlyMap<string, readonly [number, number]> = new Map([
  ["23.976", [24000, 1001]],
  ["23.98", [24000, 1001]],
  ["29.97", [30000, 1001]],
  ["47.952", [48000, 1001]],
  ["47.95", [48000, 1001]],
  ["59.94", [60000, 1001]],
  ["119.88", [120000, 1001]],
]);
const HIGHEST = 1000;
const RATIO = /^([0-9]{1,9})\/([0-9]{1,9})$/;
const DECIMAL = /^([0-9]{1,4})(?:\.([0-9]{1,6}))?$/;

/** Frames per second as a fraction in lowest terms; 0 < rate <= 1000. */
export class FrameRate {
  readonly num: number;
  readonly den: number;

  constructor(num: number, den = 1) {
    if (num <= 0 || den <= 0 || num > HIGHEST * den) throw new TimeError("rate-invalid", `${num}/${den}`);
    const common = greatestCommonDivisor(num, den);
    this.num = num / common;
    this.den = den / common;
  }

  /** Read `24`, `24000/1001`, `12.5` or the shorthand `23.976`. @throws TimeError */
  static parse(text: string): FrameRate {
    const stripped = text.trim();
    const decimal = DECIMAL.exec(stripped);
    if (decimal) {
      const shorthand = SHORTHAND.get(stripped.includes(".") ? stripped.replace(/0+$/, "") : stripped);
      if (shorthand) return new FrameRate(shorthand[0], shorthand[1]);
      const places = decimal[2] ?? "";
      return new FrameRate(Number(`${decimal[1]}${places}`), 10 ** places.length);
    }
    const ratio = RATIO.exec(stripped);
    if (!ratio) throw new TimeError("rate-invalid", text);
    return new FrameRate(Number(ratio[1]), Number(ratio[2]));
  }

  /** Frames that a timecode counts to the second: rounded to the nearest whole, halves up, at least 1. */
  get nominal(): number {
    return Math.max(1, Math.floor((2 * this.num + this.den) / (2 * this.den)));
  }

  /** Whether drop-frame timecode exists for this rate. */
  get drops(): boolean {
    return this.den === 1001 && (this.num === 30000 || this.num === 60000);
  }

  toString(): string {
    return `${this.num}/${this.den}`;
  }
}

function greatestCommonDivisor(a: number, b: number): number {
  let [larger, smaller] = [a, b];
  while (smaller !== 0) [larger, smaller] = [smaller, larger % smaller];
  return larger;
}
