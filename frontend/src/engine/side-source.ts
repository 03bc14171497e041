import type { ViewerError } from "./errors";
import type { Manifest, ManifestRung, ManifestSegment } from "./manifest";
import type { Picture } from "./picture";
import type { Wish } from "./wish";

/** Where the pictures of one side come from. One per side and rung; closed when either changes. */
export interface SideSource {
  readonly manifest: Manifest;
  readonly rung: ManifestRung;
  /** What the manifest says about this frame's segment. */
  segmentAt(frame: number): ManifestSegment;
  /** The picture of exactly this frame, or null while it is not here. Never another frame's picture. */
  picture(frame: number): Picture | null;
  /** Why the picture of this frame cannot come (yet), if that is known. */
  failureAt(frame: number): ViewerError | null;
  /** The frame a running video has reached, where the video is its own clock; null where the transport is. */
  presented(): number | null;
  close(): void;
}

/** One way of getting pictures, for all sides of a viewer together. */
export interface SideSupply {
  /** @throws ViewerError when the manifest is broken or the browser cannot play it */
  open(manifest: Manifest, rung: ManifestRung): SideSource;
  /** A second source of a side: of the wished frame alone, before everything else, while `Wish.glimpse` asks for it. */
  glimpse?(manifest: Manifest, rung: ManifestRung): SideSource;
  /** What all open sides are to make ready; the newest wish replaces all earlier ones. */
  want(wish: Wish): void;
  /** Try again at once what failed. */
  retry(): void;
  close(): void;
}
