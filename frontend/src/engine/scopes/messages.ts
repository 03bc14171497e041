import type { PartPlace, ScopeCounts, ScopeKind } from "./counts";

/**
 * What is counted: planes as they were decoded, a part that is ready for a display, or codes of more than 8 bits in
 * planes G, B, R. It is the worker's from then on.
 */
export type SentPart = PartPlace &
  (
    | { readonly kind: "planar"; readonly data: Uint8Array<ArrayBuffer> }
    | { readonly kind: "image"; readonly image: ImageBitmap }
    | { readonly kind: "deep"; readonly bits: number; readonly data: Uint16Array<ArrayBuffer> }
  );

export interface ScopeMessage {
  readonly ticket: number;
  readonly scope: ScopeKind;
  /** Together the whole picture. */
  readonly parts: readonly SentPart[];
}

/** `counts` is null where the browser could not read the picture's pixels. */
export interface CountedMessage {
  readonly ticket: number;
  readonly counts: ScopeCounts | null;
}
