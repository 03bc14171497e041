import { ViewerError } from "./errors";

/** `exact` decodes every frame itself. `compatible` uses video elements: check paused frames, do not judge motion. */
export type EngineKind = "exact" | "compatible";

export interface Capabilities {
  readonly isSecureContext: boolean;
  readonly hasWebCodecs: boolean;
  readonly hasMediaSource: boolean;
  readonly hasFrameCallback: boolean;
}

export function detectCapabilities(): Capabilities {
  return {
    isSecureContext: globalThis.isSecureContext,
    hasWebCodecs: "VideoDecoder" in globalThis,
    hasMediaSource: "MediaSource" in globalThis || "ManagedMediaSource" in globalThis,
    hasFrameCallback: "requestVideoFrameCallback" in HTMLVideoElement.prototype,
  };
}

/** @throws ViewerError `browser_unsupported` when this browser can show frames in neither way. */
export function chooseEngine(has: Capabilities): EngineKind {
  if (has.isSecureContext && has.hasWebCodecs) return "exact";
  if (has.hasMediaSource && has.hasFrameCallback) return "compatible";
  throw new ViewerError("browser_unsupported", "neither WebCodecs nor MediaSource with frame callbacks");
}
