import type { EngineKind } from "./capability";
import type { ViewerError } from "./errors";
import type { Look } from "./look";
import type { Playback } from "./playback";
import type { Screen } from "./screen";
import type { Sides } from "./sides";
import type { SideState, ViewerState, ViewerStatus } from "./state";
import type { ClockReading } from "./transport";

/** The parts of a viewer, and what its clock says. */
export interface ViewerParts {
  readonly engine: EngineKind;
  readonly reading: ClockReading;
  readonly playback: Playback;
  readonly look: Look;
  readonly sides: Sides;
  readonly screen: Screen;
}

/** The viewer's state at this moment, as the interface shows it. */
export function describe(parts: ViewerParts): ViewerState {
  const { engine, reading, playback, look, sides, screen } = parts;
  const failure = screen.failure ?? sides.failureAt(reading.frame);
  const shown = screen.failure === null ? playback.shown : null;
  return {
    engine,
    status: status(shown, reading.frame, failure),
    error: failure && { code: failure.code, detail: failure.detail },
    frame: reading.frame,
    frameCount: playback.transport.frameCount,
    shown,
    isPlaying: reading.playing,
    speed: reading.speed,
    loop: playback.transport.loop,
    isLoopHeld: playback.transport.isLoopHeld,
    pacing: playback.transport.pacing,
    rung: sides.rungChoice,
    dropped: playback.dropped,
    mode: look.mode,
    pair: look.pair,
    adjustments: look.adjustments,
    view: look.view,
    enlargement: look.enlargement,
    scale: look.scale,
    sides: describeSides(parts),
  };
}

function describeSides({ sides, screen, reading }: ViewerParts): SideState[] {
  return sides.all.map((source, index) => ({
    side: source.manifest.side,
    rung: screen.rungOf(index),
    picture: screen.pictureOf(index),
    exact: screen.exactness(index),
    isRestored: source.segmentAt(reading.frame).restored,
  }));
}

function status(shown: number | null, due: number, failure: ViewerError | null): ViewerStatus {
  if (shown === due) return "ready";
  if (failure !== null) return "failed";
  return shown === null ? "loading" : "behind";
}
