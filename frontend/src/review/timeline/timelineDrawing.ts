import type { Note, Timeline } from "../../api/types";
import type { Manifest } from "../../engine";
import { type TimelineWindow, xOf } from "./timelineWindow";

/** Drawing the timeline: pictures, shots, rendered segments, notes and the playhead, from top to bottom. */

export const LANES = { strip: 44, shots: 14, segments: 8, notes: 14 } as const;
export const HEIGHT = LANES.strip + LANES.shots + LANES.segments + LANES.notes;

const COLOURS = {
  ground: "#1c1c1c",
  shotEven: "#4a4a4a",
  shotOdd: "#3a3a3a",
  cut: "#101010",
  mark: "#b98a3a",
  rendered: "#8fb4a0",
  kept: "#565656",
  unrestored: "#2a2a2a",
  reel: "#e6e6e6",
  note: "#e6e6e6",
  noteOpen: "#ffd27a",
  range: "#ffffff26",
  playhead: "#ffffff",
} as const;

export interface Scene {
  window: TimelineWindow;
  width: number;
  frame: number;
  timeline: Timeline | null;
  manifest: Manifest | null;
  notes: readonly Note[];
  openNote: string | null;
  range: { first: number; end: number } | null;
  sheets: ReadonlyMap<string, HTMLImageElement>;
}

/** Draw everything. The context is scaled to CSS pixels. */
export function drawTimeline(context: CanvasRenderingContext2D, scene: Scene): void {
  context.fillStyle = COLOURS.ground;
  context.fillRect(0, 0, scene.width, HEIGHT);
  drawStrip(context, scene);
  drawShots(context, scene);
  drawSegments(context, scene);
  drawNotes(context, scene);
  if (scene.range) {
    const [x, width] = extent(scene, scene.range.first, scene.range.end - scene.range.first);
    context.fillStyle = COLOURS.range;
    context.fillRect(x, 0, width, HEIGHT);
  }
  context.fillStyle = COLOURS.playhead;
  context.fillRect(Math.round(xOf(scene.window, scene.frame + 0.5, scene.width)) - 0.5, 0, 1.5, HEIGHT);
}

function extent(scene: Scene, first: number, count: number): [x: number, width: number] {
  const left = xOf(scene.window, first, scene.width);
  const right = xOf(scene.window, first + count, scene.width);
  return [left, Math.max(right - left, 1)];
}

function isSeen(scene: Scene, first: number, count: number): boolean {
  return first < scene.window.first + scene.window.span && first + count > scene.window.first;
}

/** One thumbnail per tile width: the nearest there is to the middle of its place. */
function drawStrip(context: CanvasRenderingContext2D, scene: Scene): void {
  const first = scene.timeline?.thumbnails[0];
  if (!scene.timeline || !first) {
    return;
  }
  const width = Math.max(24, (first.tile_width / first.tile_height) * LANES.strip);
  for (let x = 0; x < scene.width; x += width) {
    const middle = scene.window.first + ((x + width / 2) / scene.width) * scene.window.span;
    const tile = thumbnailFor(scene.timeline, Math.min(middle, scene.window.first + scene.window.span - 1));
    const image = tile && scene.sheets.get(tile.sheet.url);
    if (tile && image) {
      const { tile_width: w, tile_height: h } = tile.sheet;
      context.drawImage(image, tile.column * w, tile.row * h, w, h, x, 0, width, LANES.strip);
    }
  }
}

interface Tile {
  sheet: Timeline["thumbnails"][number];
  column: number;
  row: number;
}

/** Return the tile nearest before a frame; before the first sheet there is none. */
export function thumbnailFor(timeline: Timeline, frame: number): Tile | null {
  const sheet = timeline.thumbnails.findLast((one) => one.first <= frame);
  if (!sheet) {
    return null;
  }
  const index = Math.min(sheet.count - 1, Math.max(0, Math.floor((frame - sheet.first) / sheet.step)));
  const place = sheet.skip + index;
  return { sheet, column: place % sheet.columns, row: Math.floor(place / sheet.columns) };
}

function drawShots(context: CanvasRenderingContext2D, scene: Scene): void {
  const top = LANES.strip;
  for (const [index, shot] of (scene.timeline?.shots ?? []).entries()) {
    if (isSeen(scene, shot.first, shot.count)) {
      const [x, width] = extent(scene, shot.first, shot.count);
      context.fillStyle = index % 2 === 0 ? COLOURS.shotEven : COLOURS.shotOdd;
      context.fillRect(x, top, width, LANES.shots);
      context.fillStyle = COLOURS.cut;
      context.fillRect(x, top, 1, LANES.shots);
      if (shot.marks.length > 0) {
        context.fillStyle = COLOURS.mark;
        context.fillRect(x, top + LANES.shots - 3, width, 3);
      }
    }
  }
  context.fillStyle = COLOURS.reel;
  context.font = "10px system-ui, sans-serif";
  for (const reel of scene.timeline?.reels ?? []) {
    const [x] = extent(scene, reel.first, reel.count);
    context.fillRect(x, top, 1, LANES.shots);
    context.fillText(reel.name || `R${reel.reel}`, x + 4, top + LANES.shots - 4);
  }
}

function drawSegments(context: CanvasRenderingContext2D, scene: Scene): void {
  const top = LANES.strip + LANES.shots;
  for (const segment of scene.manifest?.segments ?? []) {
    if (isSeen(scene, segment.first, segment.count)) {
      const [x, width] = extent(scene, segment.first, segment.count);
      context.fillStyle = segmentColour(segment);
      context.fillRect(x, top + 1, Math.max(width - 0.5, 0.5), LANES.segments - 2);
    }
  }
}

function segmentColour(segment: Manifest["segments"][number]): string {
  if (!segment.restored) {
    return COLOURS.unrestored;
  }
  return segment.is_rendered ? COLOURS.rendered : COLOURS.kept;
}

function drawNotes(context: CanvasRenderingContext2D, scene: Scene): void {
  const top = HEIGHT - LANES.notes;
  for (const note of scene.notes) {
    if (note.first !== null && note.end !== null && isSeen(scene, note.first, note.end - note.first)) {
      const [x, width] = extent(scene, note.first, note.end - note.first);
      context.fillStyle = note.id === scene.openNote ? COLOURS.noteOpen : COLOURS.note;
      context.globalAlpha = note.state === "accepted" ? 0.4 : 1;
      context.fillRect(x, top + 9, width, 2);
      context.beginPath();
      context.arc(x + Math.min(width / 2, 4), top + 6, 4, 0, Math.PI * 2);
      context.fill();
      context.globalAlpha = 1;
    }
  }
}
