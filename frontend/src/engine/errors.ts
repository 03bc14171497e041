/** Why the viewer cannot show what was asked. The interface translates `code`; `detail` is for the log. */
export type ViewerErrorCode =
  | "sides_differ"
  | "manifest_broken"
  | "media_unreachable"
  | "media_refused"
  | "signed_out"
  | "media_unreadable"
  | "media_mismatch"
  | "codec_unsupported"
  | "decoder_lost"
  | "graphics_unavailable"
  | "graphics_lost"
  | "browser_unsupported";

export class ViewerError extends Error {
  constructor(
    readonly code: ViewerErrorCode,
    readonly detail: string,
  ) {
    super(`${code}: ${detail}`);
    this.name = "ViewerError";
  }

  /** Whether trying again by itself may help: connections and decoders come back without anybody doing something. */
  get isPassing(): boolean {
    return this.code === "media_unreachable" || this.code === "decoder_lost";
  }
}
