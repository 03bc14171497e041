import {
  type CanvasPoint,
  type CanvasSize,
  type PictureBox,
  pictureBox,
  type Raster,
  toCanvas,
  type View,
} from "./geometry";
import { MOST_SIDES, type Mode, type ModeOf, type Pair } from "./mode";
import { wipeEdge, wipePart } from "./wipe-edge";

/** A rectangle of the canvas, in whole device pixels. */
export interface CanvasArea {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A part of the canvas on which a side is seen. */
export interface Pane {
  readonly side: number;
  /** Where the film's whole picture would lie, in device pixels. */
  readonly box: PictureBox;
  /** Where that side's own whole picture would lie: within `box` where it is fitted into it, else the same. */
  readonly picture: PictureBox;
  /** The rectangle around what is seen of it. */
  readonly area: CanvasArea;
  /** Exactly where it is seen: a convex polygon, in device pixels. */
  readonly clip: readonly CanvasPoint[];
}

/** A pane by the film's picture alone, whatever picture the side has. */
export type FilmPane = Omit<Pane, "picture">;

/** Device pixels of the surround between two panes. */
export const GAP = 2;
const LOUPE_CORNERS = 64;

/** What a canvas shows: a mode that suits the number of sides, what it compares, and how many sides there are. */
export interface Arrangement {
  readonly mode: Mode;
  readonly pair: Pair;
  readonly count: number;
}

/**
 * Where each side is seen, those behind first. All panes have the same size and show the same part of the film.
 *
 * Where two sides lie in one another (blend, checkerboard, difference), there is one pane, of the first.
 */
export function panesOf(shown: Arrangement, view: View, raster: Raster, canvas: CanvasSize): FilmPane[] {
  const { mode, pair } = shown;
  if (mode.kind === "wipe") return wipePanes(mode, pair, pictureBox(view, raster, canvas), canvas);
  const panes = tiles(shown, canvas).map(({ side, area }) => ({
    side,
    area,
    box: moved(pictureBox(view, raster, area), area),
    clip: outline(area),
  }));
  const [first] = panes;
  if (mode.kind !== "loupe" || first === undefined) return panes;
  return [first, loupePane(mode, pair[1], first.box)];
}

/** The pane at a point of the canvas, the one in front; null on the surround between panes. */
export function paneAt<Seen extends Pick<Pane, "clip">>(panes: readonly Seen[], point: CanvasPoint): Seen | null {
  return panes.findLast(({ clip }) => isInside(clip, point)) ?? null;
}

/** The area that the view is fitted into at a point of the canvas: all areas of a mode are equally large. */
export function areaAt(shown: Arrangement, point: CanvasPoint, canvas: CanvasSize): CanvasArea {
  const areas = tiles(shown, canvas).map(({ area }) => area);
  return areas.find((area) => isInside(outline(area), point)) ?? areas[0] ?? whole(canvas);
}

/** Where the enlarged picture lies under a loupe: the film point in its middle stays where it is. */
function loupePane(mode: ModeOf<"loupe">, side: number, box: PictureBox): FilmPane {
  const centre = toCanvas(mode.at, box);
  const [width, height] = [Math.round(box.width * mode.factor), Math.round(box.height * mode.factor)];
  const enlarged = {
    x: Math.round(centre.x - mode.at.x * width),
    y: Math.round(centre.y - mode.at.y * height),
    width,
    height,
  };
  const [left, top] = [Math.floor(centre.x - mode.radius), Math.floor(centre.y - mode.radius)];
  const [right, bottom] = [Math.ceil(centre.x + mode.radius), Math.ceil(centre.y + mode.radius)];
  const clip = Array.from({ length: LOUPE_CORNERS }, (_, index) => {
    const turn = (2 * Math.PI * index) / LOUPE_CORNERS;
    return { x: centre.x + mode.radius * Math.cos(turn), y: centre.y + mode.radius * Math.sin(turn) };
  });
  return { side, box: enlarged, area: { x: left, y: top, width: right - left, height: bottom - top }, clip };
}

function wipePanes(mode: ModeOf<"wipe">, [first, second]: Pair, box: PictureBox, canvas: CanvasSize): FilmPane[] {
  const edge = wipeEdge(mode, canvas);
  const pane = (side: number, isFirst: boolean): FilmPane => ({
    side,
    box,
    area: whole(canvas),
    clip: wipePart(edge, isFirst, canvas),
  });
  return [pane(first, true), pane(second, false)];
}

function tiles({ mode, pair, count }: Arrangement, canvas: CanvasSize): { side: number; area: CanvasArea }[] {
  switch (mode.kind) {
    case "single":
      return [{ side: mode.side, area: whole(canvas) }];
    case "side_by_side":
      return pair.map((side, column) => ({ side, area: cell(canvas, { column, columns: 2, row: 0, rows: 1 }) }));
    case "stacked":
      return pair.map((side, row) => ({ side, area: cell(canvas, { column: 0, columns: 1, row, rows: 2 }) }));
    case "quad":
      return Array.from({ length: Math.min(count, MOST_SIDES) }, (_, side) => {
        return { side, area: cell(canvas, { column: side % 2, columns: 2, row: Math.floor(side / 2), rows: 2 }) };
      });
    default:
      return [{ side: pair[0], area: whole(canvas) }];
  }
}

interface Place {
  readonly column: number;
  readonly columns: 1 | 2;
  readonly row: number;
  readonly rows: 1 | 2;
}

/** Both columns are equally wide and both rows equally high, so that the panes show the same film to the pixel. */
function cell(canvas: CanvasSize, { column, columns, row, rows }: Place): CanvasArea {
  const width = columns === 1 ? canvas.width : Math.max(Math.floor((canvas.width - GAP) / 2), 1);
  const height = rows === 1 ? canvas.height : Math.max(Math.floor((canvas.height - GAP) / 2), 1);
  return { x: column * (canvas.width - width), y: row * (canvas.height - height), width, height };
}

function whole({ width, height }: CanvasSize): CanvasArea {
  return { x: 0, y: 0, width, height };
}

function moved(box: PictureBox, { x, y }: CanvasPoint): PictureBox {
  return { ...box, x: box.x + x, y: box.y + y };
}

function outline({ x, y, width, height }: CanvasArea): CanvasPoint[] {
  return [
    { x, y },
    { x: x + width, y },
    { x: x + width, y: y + height },
    { x, y: y + height },
  ];
}

/** Whether a point lies in a convex polygon whose corners go round clockwise on the screen; edges count as inside. */
function isInside(polygon: readonly CanvasPoint[], point: CanvasPoint): boolean {
  return (
    polygon.length > 2 &&
    polygon.every((from, index) => {
      const to = polygon[(index + 1) % polygon.length] ?? from;
      return (to.x - from.x) * (point.y - from.y) - (to.y - from.y) * (point.x - from.x) >= 0;
    })
  );
}
