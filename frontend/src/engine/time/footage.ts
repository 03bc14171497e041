import { TimeError } from "./time-error";

const PER_FOOT_35MM = 16;
const WRITTEN = /^([0-9]{1,7})\s*(?:ft|')?\s*\+\s*([0-9]{1,2})$/i;

/** Feet and frames from the start of a reel. `perFoot`: 16 for 35 mm at four perforations, 40 for 16 mm. */
export class Footage {
  constructor(
    readonly feet: number,
    readonly frames: number,
    readonly perFoot = PER_FOOT_35MM,
  ) {
    if (feet < 0 || frames < 0 || frames >= perFoot) throw new TimeError("footage-invalid", this.toString());
  }

  /** Read `544+01`, `544 ft + 01` or `544'+1`. @throws TimeError */
  static parse(text: string, perFoot = PER_FOOT_35MM): Footage {
    const found = WRITTEN.exec(text.trim());
    if (!found) throw new TimeError("footage-invalid", text);
    return new Footage(Number(found[1]), Number(found[2]), perFoot);
  }

  static fromFrames(frames: number, perFoot = PER_FOOT_35MM): Footage {
    return new Footage(Math.floor(frames / perFoot), frames % perFoot, perFoot);
  }

  /** Frames since 0+00. */
  toFrames(): number {
    return this.feet * this.perFoot + this.frames;
  }

  toString(): string {
    return `${this.feet}+${String(this.frames).padStart(2, "0")}`;
  }
}
