import type { FrameRate } from "./frame-rate";
import { TimeError } from "./time-error";

const WRITTEN = /^([0-9]{1,2}):([0-9]{2}):([0-9]{2})([:;.])([0-9]{2,3})$/;
const DAY_SECONDS = 24 * 60 * 60;

/** The frame that an SMPTE timecode names, counted from 00:00:00:00 and kept within one day. */
export class Timecode {
  readonly frames: number;

  constructor(
    frames: number,
    readonly rate: FrameRate,
    readonly drop = false,
  ) {
    if (drop && !rate.drops) throw new TimeError("timecode-invalid", "drop-frame");
    const perDay = DAY_SECONDS * rate.nominal - droppedLabels(rate, drop) * (24 * 60 - 24 * 6);
    this.frames = ((frames % perDay) + perDay) % perDay;
  }

  /** Read `hh:mm:ss:ff`; with `;` or `.` before the frames it is drop-frame. @throws TimeError */
  static parse(text: string, rate: FrameRate): Timecode {
    const found = WRITTEN.exec(text.trim());
    if (!found) throw new TimeError("timecode-invalid", text);
    const [hours, minutes, seconds, frames] = [found[1], found[2], found[3], found[5]].map(Number) as Label;
    const drop = found[4] !== ":";
    const dropped = droppedLabels(rate, drop);
    const isLeftOut = drop && seconds === 0 && frames < dropped && minutes % 10 !== 0;
    const isOutOfRange = hours > 23 || minutes > 59 || seconds > 59 || frames >= rate.nominal;
    if (isOutOfRange || isLeftOut || (drop && !rate.drops)) throw new TimeError("timecode-invalid", text);
    const minute = hours * 60 + minutes;
    const label = (minute * 60 + seconds) * rate.nominal + frames;
    return new Timecode(label - dropped * (minute - Math.floor(minute / 10)), rate, drop);
  }

  /** The timecode of the frame this many later, or earlier when negative. */
  shift(frames: number): Timecode {
    return new Timecode(this.frames + frames, this.rate, this.drop);
  }

  /** `hh:mm:ss:ff`, or `hh:mm:ss;ff` for drop-frame. */
  toString(): string {
    const { nominal } = this.rate;
    const label = this.frames + this.labelsLeftOut();
    const seconds = Math.floor(label / nominal);
    const minutes = Math.floor(seconds / 60);
    const clock = [Math.floor(minutes / 60), minutes % 60, seconds % 60].map(twoDigits).join(":");
    return `${clock}${this.drop ? ";" : ":"}${twoDigits(label % nominal)}`;
  }

  private labelsLeftOut(): number {
    const dropped = droppedLabels(this.rate, this.drop);
    if (dropped === 0) return 0;
    const minute = 60 * this.rate.nominal - dropped;
    const tenMinutes = 10 * minute + dropped;
    const tens = Math.floor(this.frames / tenMinutes);
    const into = Math.max(0, Math.floor(((this.frames % tenMinutes) - dropped) / minute));
    return dropped * (9 * tens + into);
  }
}

type Label = [number, number, number, number];

function droppedLabels(rate: FrameRate, drop: boolean): number {
  return drop ? Math.floor(rate.nominal / 15) : 0;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, "0");
}
