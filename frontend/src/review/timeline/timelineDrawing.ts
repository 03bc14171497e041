import type { Coverage, Note, NoteState, Timeline } from "../../api/types";
import type { FrameRange, Manifest } from "../../engine";
import { drawFilmstrip, type PlacedTile } from "./filmstrip";
import { type Lane, type LaneLayout, QUALITY_LANES, type QualityLane } from "./lanes";
import { NOTE_SHAPES, NOTE_UNIT } from "./noteShapes";
import { columnPeaks, columnRuns, columnShares, pixelRuns, type Stretch, seen } from "./pixelRuns";
import { drawRuler } from "./ruler";
import { type TimelineWindow, xOf } from "./timelineWindow";

/** Drawing what of the timeline stands still while the film plays: everything but playhead, loop and note's range. */

export const COLOURS = {
  ground: "#1c1c1c",
  text: "#c8c8c8",
  shotEven: "#4a4a4a",
  shotOdd: "#3a3a3a",
  mark: "#b98a3a",
  markText: "#f0d9ae",
  rendered: "#8fb4a0",
  kept: "#565656",
  unrestored: "#2a2a2a",
  reel: "#e6e6e6",
  noteOpen: "#ffffff",
  laneGround: "#232323",
  level: "#9a9a9a",
  levelHigh: "#d9bf94",
  flag: "#e5a29c",
  atSpeed: "#a9c9b3",
  compared: "#9fc4dc",
} as const;

export const FONT = "11px system-ui, sans-serif";

/** A step of a quality lane on the film. */
export interface Level extends Stretch {
  readonly value: number | null;
}

export interface Scene {
  readonly window: TimelineWindow;
  readonly width: number;
  readonly layout: LaneLayout;
  readonly framesPerSecond: number;
  readonly timeline: Timeline | null;
  readonly manifest: Manifest | null;
  readonly notes: readonly Note[];
  readonly openNote: string | null;
  readonly levels: Readonly<Record<QualityLane, readonly Level[]>> | null;
  readonly flags: readonly number[];
  readonly coverage: Coverage | null;
  readonly tiles: readonly PlacedTile[];
  readonly picture: (url: string) => ImageBitmap | undefined;
  readonly markName: (mark: string) => string;
}

/** A lane shows up to this much, in parts per million; what is more reaches the top. */
const FULL: Readonly<Record<QualityLane, number>> = {
  flicker: 50_000,
  defects: 5_000,
  changed: 50_000,
  invention: 1_000_000,
};
/** A column filled to this share is whole: sums of fractions miss 1 by a little. */
const WHOLE_COLUMN = 0.999;
const PARTLY_WATCHED = 0.4;
/** Length of a dot and the gap after it, in CSS pixels. */
const DOT = 5;
/** From this share of its lane on a level is shown as high. */
const HIGH = 0.6;

/** Draw everything that stands still. The context is scaled to CSS pixels. */
export function drawTimeline(context: CanvasRenderingContext2D, scene: Scene): void {
  const { lanes, height } = scene.layout;
  context.font = FONT;
  context.fillStyle = COLOURS.ground;
  context.fillRect(0, 0, scene.width, height);
  const draw = (lane: Lane | undefined, drawLane: (lane: Lane) => void) => lane && drawLane(lane);
  draw(lanes.strip, (lane) => drawFilmstrip(context, scene.tiles, lane, scene.picture));
  draw(lanes.shots, (lane) => drawShots(context, scene, lane));
  draw(lanes.segments, (lane) => drawSegments(context, scene, lane));
  draw(lanes.notes, (lane) => drawNotes(context, scene, lane));
  for (const name of QUALITY_LANES) {
    draw(lanes[name], (lane) => drawLevels(context, scene, lane, name));
  }
  draw(lanes.watched, (lane) => drawCoverage(context, scene, lane));
  draw(lanes.ruler, (lane) => drawReelsAndRuler(context, scene, lane));
}

function drawReelsAndRuler(context: CanvasRenderingContext2D, scene: Scene, lane: Lane): void {
  context.fillStyle = COLOURS.reel;
  const taken: [number, number][] = [];
  for (const reel of seen(scene.timeline?.reels ?? [], scene.window)) {
    const x = Math.max(0, Math.round(xOf(scene.window, reel.first, scene.width)));
    const label = reel.name || `R${reel.reel}`;
    context.fillRect(x, lane.top, 1, lane.height);
    context.fillText(label, x + 4, lane.top + lane.height - 4);
    taken.push([x - 4, x + 12 + context.measureText(label).width]);
  }
  drawRuler(context, scene, lane, taken, COLOURS.text);
}

function drawShots(context: CanvasRenderingContext2D, scene: Scene, lane: Lane): void {
  const shots = scene.timeline?.shots ?? [];
  const even = new Map(shots.map((shot, index) => [shot, index % 2 === 0]));
  for (const run of pixelRuns(shots, scene.window, scene.width, (shot) => even.get(shot))) {
    context.fillStyle = run.kind ? COLOURS.shotEven : COLOURS.shotOdd;
    context.fillRect(run.x, lane.top, run.width, lane.height);
  }
  const marks = shots.filter((shot) => shot.marks.length > 0);
  for (const run of pixelRuns(marks, scene.window, scene.width, (shot) => shot.marks.join())) {
    context.fillStyle = COLOURS.mark;
    context.fillRect(run.x, lane.top + lane.height - 3, run.width, 3);
    const name = run.kind.split(",").map(scene.markName).join(" · ");
    if (context.measureText(name).width + 6 < run.width) {
      context.fillStyle = COLOURS.markText;
      context.fillText(name, Math.max(0, run.x) + 3, lane.top + 10);
    }
  }
}

function drawSegments(context: CanvasRenderingContext2D, scene: Scene, lane: Lane): void {
  const segments = scene.manifest?.segments ?? [];
  for (const run of pixelRuns(segments, scene.window, scene.width, segmentColour)) {
    context.fillStyle = run.kind;
    context.fillRect(run.x, lane.top + 1, run.width, lane.height - 2);
  }
}

function segmentColour(segment: Manifest["segments"][number]): string {
  if (!segment.restored) {
    return COLOURS.unrestored;
  }
  return segment.is_rendered ? COLOURS.rendered : COLOURS.kept;
}

const PATHS = new Map<NoteState, Path2D>();

function pathOf(state: NoteState): Path2D {
  const path = PATHS.get(state) ?? new Path2D(NOTE_SHAPES[state].path);
  PATHS.set(state, path);
  return path;
}

/** Each note is a line over its frames and a shape at their beginning; the open one is drawn last, in white. */
function drawNotes(context: CanvasRenderingContext2D, scene: Scene, lane: Lane): void {
  const end = scene.window.first + scene.window.span;
  const ordered = scene.notes.toSorted(
    (one, other) => Number(one.id === scene.openNote) - Number(other.id === scene.openNote),
  );
  for (const note of ordered) {
    if (note.first !== null && note.end !== null && note.first < end && note.end > scene.window.first) {
      drawNote(context, scene, lane, note, note.first, note.end);
    }
  }
}

function drawNote(
  context: CanvasRenderingContext2D,
  scene: Scene,
  lane: Lane,
  note: Note,
  first: number,
  end: number,
): void {
  const shape = NOTE_SHAPES[note.state];
  const x = xOf(scene.window, first, scene.width);
  const colour = note.id === scene.openNote ? COLOURS.noteOpen : shape.colour;
  context.fillStyle = colour;
  context.fillRect(x, lane.top + lane.height - 2, Math.max(1, xOf(scene.window, end, scene.width) - x), 2);
  context.save();
  context.translate(Math.max(0, x - NOTE_UNIT / 2), lane.top + 2);
  context.strokeStyle = colour;
  context.lineWidth = 1.5;
  if (shape.isFilled) {
    context.fill(pathOf(note.state));
  } else {
    context.stroke(pathOf(note.state));
  }
  context.restore();
}

function drawLevels(context: CanvasRenderingContext2D, scene: Scene, lane: Lane, name: QualityLane): void {
  context.fillStyle = COLOURS.laneGround;
  context.fillRect(0, lane.top + 1, scene.width, lane.height - 1);
  const levels = scene.levels?.[name] ?? [];
  const peaks = columnPeaks(levels, scene.window, scene.width, (level) => level.value);
  const full = lane.height - 2;
  // The square root lets small levels be seen beside great ones.
  const heights = peaks.map((value) => Math.ceil(Math.sqrt(Math.min(1, value / FULL[name])) * full));
  for (const { x, width, value: height } of columnRuns(heights)) {
    context.fillStyle = height >= HIGH * full ? COLOURS.levelHigh : COLOURS.level;
    context.fillRect(x, lane.top + lane.height - height, width, height);
  }
  if (name === "changed") {
    drawFlags(context, scene, lane);
  }
}

function drawFlags(context: CanvasRenderingContext2D, scene: Scene, lane: Lane): void {
  context.fillStyle = COLOURS.flag;
  for (const frame of scene.flags) {
    const x = xOf(scene.window, frame + 0.5, scene.width);
    context.beginPath();
    context.moveTo(x - 3, lane.top + 1);
    context.lineTo(x + 3, lane.top + 1);
    context.lineTo(x, lane.top + 6);
    context.fill();
  }
}

/**
 * Above: watched at speed, a bar. Below: compared, a dotted bar, so that no colour is needed to tell them apart.
 * A column of which not every frame was watched is fainter.
 */
function drawCoverage(context: CanvasRenderingContext2D, scene: Scene, lane: Lane): void {
  context.fillStyle = COLOURS.laneGround;
  context.fillRect(0, lane.top + 1, scene.width, lane.height - 1);
  const half = (lane.height - 2) / 2;
  const bars = [
    { covered: scene.coverage?.at_speed, colour: COLOURS.atSpeed, top: lane.top + 2, isDotted: false },
    { covered: scene.coverage?.compared, colour: COLOURS.compared, top: lane.top + 2 + half, isDotted: true },
  ];
  for (const { covered, colour, top, isDotted } of bars) {
    const stretches = (covered?.ranges ?? []).map(([first, end]) => ({ first, count: end - first }));
    const alphas = columnShares(stretches, scene.window, scene.width).map((share, x) => {
      const isGap = isDotted && x % DOT > DOT / 2;
      return share === 0 || isGap ? 0 : share > WHOLE_COLUMN ? 1 : PARTLY_WATCHED;
    });
    context.fillStyle = colour;
    for (const { x, width, value } of columnRuns(alphas)) {
      context.globalAlpha = value;
      context.fillRect(x, top, width, half - 2);
    }
    context.globalAlpha = 1;
  }
}

export interface Head {
  readonly window: TimelineWindow;
  readonly width: number;
  readonly height: number;
  readonly frame: number;
  readonly loop: FrameRange | null;
  /** The frames of the note that is being written. */
  readonly range: FrameRange | null;
}

const HEAD_COLOURS = { playhead: "#ffffff", loop: "#ffffff1f", edge: "#e6e6e6", range: "#ffd27a33" } as const;
/** A frame that is wider than this is framed; a narrower one is a line. */
const FRAMED = 6;

/** Draw what moves, on a canvas of its own: while the film plays, this is all that is drawn. */
export function drawHead(context: CanvasRenderingContext2D, head: Head): void {
  context.clearRect(0, 0, head.width, head.height);
  fillRange(context, head, head.range, HEAD_COLOURS.range);
  fillRange(context, head, head.loop, HEAD_COLOURS.loop);
  if (head.loop) {
    context.fillStyle = HEAD_COLOURS.edge;
    for (const frame of [head.loop.first, head.loop.end]) {
      context.fillRect(Math.round(xOf(head.window, frame, head.width)) - 0.5, 0, 1, head.height);
    }
  }
  const x = xOf(head.window, head.frame, head.width);
  const width = head.width / head.window.span;
  context.fillStyle = HEAD_COLOURS.playhead;
  if (width > FRAMED) {
    context.strokeStyle = HEAD_COLOURS.playhead;
    context.lineWidth = 1.5;
    context.strokeRect(x + 0.75, 0.75, width - 1.5, head.height - 1.5);
  } else {
    context.fillRect(Math.round(x + width / 2) - 0.75, 0, 1.5, head.height);
  }
}

function fillRange(context: CanvasRenderingContext2D, head: Head, range: FrameRange | null, colour: string): void {
  if (range) {
    const x = xOf(head.window, range.first, head.width);
    context.fillStyle = colour;
    context.fillRect(x, 0, Math.max(1, xOf(head.window, range.end, head.width) - x), head.height);
  }
}
