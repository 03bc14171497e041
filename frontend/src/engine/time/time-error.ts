/** A text that names no rate, timecode or footage. The twin of the Python errors with the same codes. */
export class TimeError extends Error {
  constructor(
    readonly code: "rate-invalid" | "timecode-invalid" | "footage-invalid",
    readonly text: string,
  ) {
    super(`${code}: "${text}"`);
    this.name = "TimeError";
  }
}
