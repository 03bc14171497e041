import type { Note, NoteState, Timeline } from "../../../../src/api/types";
import { laneLayout } from "../../../../src/review/timeline/lanes";
import { NOTE_SHAPES } from "../../../../src/review/timeline/noteShapes";
import { drawHead, drawTimeline, type Level, type Scene } from "../../../../src/review/timeline/timelineDrawing";
import { type TimelineWindow, wholeFilm, zoomed } from "../../../../src/review/timeline/timelineWindow";

/** How long one drawing of a feature's timeline takes, pixels read back so that nothing is put off. */

const FRAMES = 170_000;
const WIDTH = 1300;
const RATIO = 2;
const layout = laneLayout(["flicker", "defects", "changed"]);

declare global {
  interface Window {
    /** Milliseconds of each drawing: while the film plays, and while somebody zooms from the whole film to frames. */
    drawings: (times: number) => { playing: number[]; zooming: number[] };
  }
}

function steps<T>(length: number, make: (first: number, index: number) => T): T[] {
  return Array.from({ length: Math.floor(FRAMES / length) }, (_, index) => make(index * length, index));
}

const marks = [[], [], ["optical"], [], ["freeze"], []];
const timeline: Timeline = {
  shots: steps(138, (first, index) => ({ first, count: 138, marks: marks[index % 6] ?? [], reel: 1 })),
  reels: steps(28_000, (first, index) => ({
    first,
    count: 28_000,
    reel: index + 1,
    name: "",
    element_kind: "print",
    coding: "display",
    is_negative: false,
  })),
  thumbnails: [],
};
const states = Object.keys(NOTE_SHAPES) as NoteState[];
const notes = steps(170, (first, index) => ({
  id: String(index),
  first,
  end: first + 1 + (index % 48),
  state: states[index % states.length],
})) as Note[];
const levels = (step: number): Level[] =>
  steps(85, (first, index) => ({ first, count: 85, value: (index * step) % 60_000 }));
const covered = { frames: 0, ranges: steps(34, (first): [number, number] => [first, first + 20]) };

const scene: Omit<Scene, "window"> = {
  width: WIDTH,
  layout,
  framesPerSecond: 24,
  timeline,
  manifest: {
    side: "source",
    rate: { num: 24, den: 1 },
    frame_count: FRAMES,
    width: 640,
    height: 480,
    pixel_aspect: { num: 1, den: 1 },
    rungs: [],
    segments: steps(48, (first, index) => ({
      first,
      count: 48,
      skip: 0,
      files: [],
      restored: true,
      is_rendered: index % 3 === 0,
      digest: null,
    })),
  },
  notes,
  openNote: "5",
  levels: { flicker: levels(370), defects: levels(53), changed: levels(910), invention: [] },
  flags: steps(900, (first) => first),
  coverage: { person: { id: "", name: "" }, is_own: true, at_speed: covered, compared: covered },
  tiles: [],
  picture: () => undefined,
  markName: (mark) => mark,
};

function contextOf(id: string): CanvasRenderingContext2D {
  const canvas = document.getElementById(id);
  const context = canvas instanceof HTMLCanvasElement ? canvas.getContext("2d") : null;
  if (!(canvas instanceof HTMLCanvasElement) || !context) {
    throw new Error(`no canvas ${id}`);
  }
  canvas.width = WIDTH * RATIO;
  canvas.height = layout.height * RATIO;
  context.scale(RATIO, RATIO);
  return context;
}

function timed(context: CanvasRenderingContext2D, draw: () => void): number {
  const began = performance.now();
  draw();
  context.getImageData(0, 0, 1, 1);
  return performance.now() - began;
}

window.drawings = (times) => {
  const [standing, moving] = [contextOf("standing"), contextOf("moving")];
  const playing: number[] = [];
  const zooming: number[] = [];
  let shown: TimelineWindow = wholeFilm(FRAMES);
  for (let turn = 0; turn < times; turn += 1) {
    const now = shown;
    const head = { window: now, width: WIDTH, height: layout.height, loop: { first: 0, end: 5000 }, range: null };
    playing.push(timed(moving, () => drawHead(moving, { ...head, frame: turn })));
    zooming.push(timed(standing, () => drawTimeline(standing, { ...scene, window: now })));
    shown = turn % 80 === 79 ? wholeFilm(FRAMES) : zoomed(now, 0.9, 60_000, FRAMES);
  }
  return { playing, zooming };
};
