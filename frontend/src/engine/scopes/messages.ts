import type { ScopeCounts, ScopeKind } from "./counts";

/** What is counted: planes as they were decoded, or a display-ready picture. Either is the worker's from then on. */
export type CountedPicture =
  | { readonly kind: "planar"; readonly width: number; readonly height: number; readonly data: Uint8Array<ArrayBuffer> }
  | { readonly kind: "image"; readonly image: ImageBitmap };

export interface CountMessage {
  readonly ticket: number;
  readonly scope: ScopeKind;
  readonly picture: CountedPicture;
}

/** `counts` is null where the browser could not read the picture's pixels. */
export interface CountedMessage {
  readonly ticket: number;
  readonly counts: ScopeCounts | null;
}
