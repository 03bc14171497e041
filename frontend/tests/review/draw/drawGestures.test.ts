import { beforeEach, expect, test } from "vitest";
import { DrawGestures, type Hand } from "../../../src/review/draw/drawGestures";
import { Drawing, type DrawTool } from "../../../src/review/draw/drawing.svelte";
import { type Sheet, sheetOf } from "../../../src/review/draw/sheet";
import { UNMOVED } from "../../../src/review/placements";
import type { StagePane } from "../../../src/review/stage/panes";

const corner = (x: number, y: number) => ({ x, y });
// One CSS pixel is 64 units across and 128 down.
const PANE = {
  side: "source",
  box: { x: 0, y: 0, width: 1024, height: 512 },
  picture: { x: 0, y: 0, width: 1024, height: 512 },
  clip: [corner(0, 0), corner(1024, 0), corner(1024, 512), corner(0, 512)],
};

let drawing: Drawing;
let moved: string[];
let added: string[];
let hands: DrawGestures;
let panes: StagePane[];
let sheets: Sheet[];
let frame: number;

beforeEach(() => {
  panes = [PANE];
  sheets = [sheetOf(PANE, UNMOVED)];
  frame = 7;
  drawing = new Drawing(({ side, frame }) => added.push(`${side} ${frame}`));
  moved = [];
  added = [];
  const picture = {
    down: ({ pointerId }: { pointerId: number }) => void moved.push(`down ${pointerId}`),
    move: ({ pointerId }: { pointerId: number }) => void moved.push(`move ${pointerId}`),
    up: ({ pointerId }: { pointerId: number }) => void moved.push(`up ${pointerId}`),
  };
  hands = new DrawGestures(
    drawing,
    picture,
    () => panes,
    () => sheets,
    () => frame,
  );
});

const hand = (x: number, y: number, more: Partial<Hand> = {}): Hand => ({
  pointerId: 1,
  pointerType: "mouse",
  button: 0,
  offsetX: x,
  offsetY: y,
  currentTarget: null,
  ...more,
});
const finger = (pointerId: number) => ({ pointerId, pointerType: "touch" });
const pen = { pointerId: 9, pointerType: "pen" };

function stroke(points: [number, number][], more: Partial<Hand> = {}) {
  const [first = [0, 0]] = points;
  hands.down(hand(...first, more));
  for (const point of points.slice(1)) {
    hands.move(hand(...point, more));
  }
  hands.up(hand(...(points.at(-1) ?? first), more));
}

test.each(["mouse", "touch", "pen"])("%s draws a rectangle, an ellipse and an arrow", (pointerType) => {
  for (const tool of ["rectangle", "ellipse", "arrow"] as DrawTool[]) {
    drawing.choose(tool);
    drawing.select(null);
    stroke(
      [
        [100, 100],
        [150, 120],
        [200, 300],
      ],
      { pointerType },
    );
  }
  const points = [corner(6400, 12800), corner(12800, 38400)];
  expect(drawing.shapes.map((shape) => [shape.kind, shape.points])).toEqual([
    ["rectangle", points],
    ["ellipse", points],
    ["arrow", points],
  ]);
  expect(added).toEqual(["source 7", "source 7", "source 7"]);
});

test("a freehand line stays open, or becomes a polygon where it comes back", () => {
  drawing.choose("freehand");
  stroke([
    [100, 100],
    [200, 100],
    [200, 200],
  ]);
  stroke([
    [400, 100],
    [500, 100],
    [500, 200],
    [400, 200],
    [402, 104],
  ]);
  expect(drawing.shapes.map((shape) => shape.kind)).toEqual(["freehand", "polygon"]);
  expect(drawing.shapes.map((shape) => shape.steers)).toEqual([false, true]);
});

test("a circle by finger becomes an ellipse that steers", () => {
  drawing.choose("circle");
  stroke(
    [
      [300, 100],
      [400, 200],
      [300, 300],
      [200, 200],
      [290, 104],
    ],
    finger(3),
  );
  expect(drawing.shapes).toEqual([
    { kind: "ellipse", points: [corner(12800, 12800), corner(25600, 38400)], text: "", steers: true },
  ]);
});

test("a polygon takes a tap for each corner and ends on the first", () => {
  drawing.choose("polygon");
  for (const point of [
    [100, 100],
    [200, 100],
    [200, 200],
    [103, 98],
  ] as [number, number][]) {
    stroke([point]);
  }
  expect(drawing.shapes[0]?.points).toEqual([corner(6400, 12800), corner(12800, 12800), corner(12800, 25600)]);
  expect(added).toEqual(["source 7"]);
});

test("a text is placed by a tap and waits for its words", () => {
  drawing.choose("text");
  stroke([[100, 100]]);
  expect(drawing.current).toEqual({ kind: "text", points: [corner(6400, 12800)], text: "", steers: false });
});

test("selecting takes what is under the hand, moves it, or resizes it by a corner", () => {
  drawing.choose("rectangle");
  stroke([
    [100, 100],
    [200, 200],
  ]);
  drawing.choose("select");
  stroke([[600, 400]]);
  expect(drawing.selected).toBeNull();
  stroke([
    [150, 100],
    [160, 110],
    [170, 120],
  ]);
  expect(drawing.current?.points).toEqual([corner(7680, 15360), corner(14080, 28160)]);
  stroke([
    [220, 220],
    [320, 320],
  ]);
  expect(drawing.current?.points).toEqual([corner(7680, 15360), corner(20480, 40960)]);
  drawing.undo();
  drawing.undo();
  expect(drawing.shapes[0]?.points).toEqual([corner(6400, 12800), corner(12800, 25600)]);
});

test("a tap with a drawing tool selects and draws nothing", () => {
  drawing.choose("ellipse");
  stroke([
    [100, 100],
    [200, 200],
  ]);
  drawing.select(null);
  stroke([[150, 150]]);
  expect([drawing.shapes.length, drawing.selected]).toEqual([1, 0]);
});

test("two fingers move the picture, and what one had begun is forgotten", () => {
  drawing.choose("ellipse");
  hands.down(hand(100, 100, finger(1)));
  hands.move(hand(150, 150, finger(1)));
  expect(drawing.preview?.kind).toBe("ellipse");
  hands.down(hand(300, 300, finger(2)));
  expect(drawing.preview).toBeNull();
  hands.move(hand(320, 320, finger(2)));
  hands.up(hand(150, 150, finger(1)));
  hands.up(hand(320, 320, finger(2)));
  expect(drawing.shapes).toEqual([]);
  expect(moved).toEqual(["down 1", "down 2", "move 2", "up 1", "up 2"]);
});

test("a palm does nothing while a pen is down", () => {
  drawing.choose("arrow");
  hands.down(hand(100, 100, pen));
  hands.down(hand(500, 400, finger(1)));
  hands.move(hand(510, 410, finger(1)));
  hands.move(hand(200, 200, pen));
  hands.up(hand(510, 410, finger(1)));
  hands.up(hand(200, 200, pen));
  expect(drawing.shapes.map((shape) => shape.points)).toEqual([[corner(6400, 12800), corner(12800, 25600)]]);
  expect(moved).toEqual([]);
});

test("a palm that lay down before the pen draws nothing either", () => {
  drawing.choose("arrow");
  hands.down(hand(500, 400, finger(1)));
  hands.move(hand(530, 410, finger(1)));
  hands.down(hand(100, 100, pen));
  hands.move(hand(200, 200, pen));
  hands.up(hand(200, 200, pen));
  hands.up(hand(530, 410, finger(1)));
  expect(drawing.shapes.length).toBe(1);
});

test("once a pen has drawn, one finger moves the picture", () => {
  drawing.choose("arrow");
  stroke(
    [
      [100, 100],
      [200, 200],
    ],
    pen,
  );
  stroke(
    [
      [300, 100],
      [400, 200],
    ],
    finger(1),
  );
  expect(drawing.shapes.length).toBe(1);
  expect(moved).toEqual(["down 1", "move 1", "up 1"]);
});

test("other mouse buttons move the picture", () => {
  stroke(
    [
      [100, 100],
      [200, 200],
    ],
    { button: 1 },
  );
  expect(drawing.shapes).toEqual([]);
  expect(moved).toEqual(["down 1", "move 1", "up 1"]);
});

test("a stroke that the browser takes away is forgotten", () => {
  drawing.choose("rectangle");
  hands.down(hand(100, 100));
  hands.move(hand(200, 200));
  hands.cancel(hand(200, 200));
  hands.up(hand(200, 200));
  expect([drawing.shapes, drawing.preview]).toEqual([[], null]);
});

const QUICK: [number, number][] = [
  [100, 100],
  [150, 120],
  [200, 300],
];

test("what is drawn before it is known where the picture lies is drawn once it is known", () => {
  const known = sheets;
  sheets = [];
  stroke(QUICK);
  expect(drawing.shapes).toEqual([]);
  sheets = known;
  hands.placed();
  hands.placed();
  expect(drawing.shapes.map((shape) => shape.points)).toEqual([
    [
      { x: 6400, y: 12800 },
      { x: 12800, y: 38400 },
    ],
  ]);
  expect(added).toEqual(["source 7"]);
});

test("a stroke goes on where the places come while it is drawn, and is forgotten on another frame", () => {
  const known = sheets;
  sheets = [];
  hands.down(hand(100, 100));
  hands.move(hand(150, 120));
  sheets = known;
  hands.move(hand(200, 300));
  expect(drawing.preview).not.toBeNull();
  hands.up(hand(200, 300));
  expect(drawing.shapes.length).toBe(1);
  sheets = [];
  stroke(QUICK);
  frame = 8;
  sheets = known;
  hands.placed();
  expect(drawing.shapes.length).toBe(1);
});

test("what is drawn on one side waits for that side, though it is known where the other lies", () => {
  const version = { ...PANE, side: "v1", clip: [corner(90, 0), corner(1024, 0), corner(1024, 512), corner(90, 512)] };
  panes = [PANE, version];
  stroke(QUICK);
  hands.placed();
  expect(drawing.shapes).toEqual([]);
  sheets = [...sheets, sheetOf(version, UNMOVED)];
  hands.placed();
  expect(drawing.shapes.length).toBe(1);
  expect(added).toEqual(["v1 7"]);
});
