/**
 * Makes sure that a media element shows the frame it was sent to.
 *
 * A callback of a frame that was presented before the seek can come after the seek began, and the element may go on to
 * another frame before it obeys. So only the last presentation since then speaks for the seek.
 */
export class SeekWitness {
  private sent: { readonly frame: number; readonly at: number } | null = null;
  private reported: number | null = null;

  /** The frame a seek is under way to. */
  get target(): number | null {
    return this.sent?.frame ?? null;
  }

  /** Whether what was presented last is the target, by what callbacks have said. */
  get isProven(): boolean {
    return this.sent !== null && this.reported === this.sent.frame;
  }

  /** The element is sent to `frame`. `at`: milliseconds, as callbacks tell presentation times. */
  begin(frame: number, at: number): void {
    this.sent = { frame, at };
    this.reported = null;
  }

  /** A callback said that `frame` (null: a lead-in) was presented at that time. */
  report(frame: number | null, presentedAt: number): void {
    if (this.sent !== null && presentedAt >= this.sent.at) this.reported = frame;
  }

  /** The seek is over, or given up. */
  end(): void {
    this.sent = null;
    this.reported = null;
  }
}
