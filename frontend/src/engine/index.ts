/**
 * The viewer engine: the one door. Nothing else of `src/engine` is imported from outside, and it imports no framework.
 *
 * ```ts
 * const viewer = new Viewer(canvas);
 * viewer.setSides([sourceManifest, restoredManifest]);
 * viewer.subscribe((state) => render(state));
 * viewer.seek(1234);
 * ```
 */
export {
  type Capabilities,
  chooseEngine,
  detectCapabilities,
  type EngineKind,
} from "./capability";
export { ViewerError, type ViewerErrorCode } from "./errors";
export { type Command, commandFor, KEYMAP, type KeyBinding, type KeyPress, perform } from "./keyboard";
export type { Enlargement } from "./look";
export type { Manifest, ManifestCrop, ManifestFile, ManifestRate, ManifestRung, ManifestSegment } from "./manifest";
export { onReturn } from "./recovery";
export { type Adjustment, type Channel, FALSE_COLOR_BANDS, type FalseColorBand, NEUTRAL } from "./render/adjustment";
export { BLANKING_RATIOS, projected } from "./render/blanking";
export {
  type CanvasPoint,
  type CanvasSize,
  FIT,
  type FilmPoint,
  type PictureBox,
  toCanvas,
  toFilm,
  type View,
  ZOOM_STEPS,
} from "./render/geometry";
export {
  FIRST_MODES,
  type Measure,
  MODE_KINDS,
  MOST_SIDES,
  type Mode,
  type ModeKind,
  type ModeOf,
  type Pair,
} from "./render/mode";
export { type CanvasArea, type Pane, paneAt } from "./render/pane";
export type { Codes, SideProbe } from "./render/probe";
export type { Pixels } from "./render/renderer";
export { type WipeEdge, wipeEdge, wipeLine, wipePositionAt } from "./render/wipe-edge";
export { LEVELS, SCOPE_COLUMNS, type ScopeCounts, type ScopeKind } from "./scopes/counts";
export type { ScopeReading } from "./screen";
export type { Sound, SoundState, SoundStatus } from "./sound/sound";
export type { SoundManifest, SoundPiece, SoundTrack } from "./sound/sound-manifest";
export type { DrawnReport, SideState, ViewerState, ViewerStatus } from "./state";
export { closeTiles, type DeepPixels, type PixelRectangle, type Still, type StillTile } from "./stills/still";
export { canDecodeDeep, decodeTile } from "./stills/tile-decoder";
export { Footage } from "./time/footage";
export type { FrameRange } from "./time/frame-range";
export { FrameRate } from "./time/frame-rate";
export { TimeError } from "./time/time-error";
export { Timecode } from "./time/timecode";
export type { Pacing } from "./transport";
export { Viewer, type ViewerOptions } from "./viewer";
