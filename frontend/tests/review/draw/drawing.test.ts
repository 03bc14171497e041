import fc from "fast-check";
import { expect, test } from "vitest";
import { Drawing } from "../../../src/review/draw/drawing.svelte";
import { drawByKey } from "../../../src/review/draw/drawKeys";
import { shapeOf } from "../../../src/review/draw/shape";
import { anyShape, place } from "./drawings";

const at = (x: number, y: number) => ({ x, y });
const HERE = { side: "source", frame: 7 };
const CIRCLE = shapeOf("ellipse", [at(1000, 1000), at(3000, 3000)]);
const BOX = shapeOf("rectangle", [at(5000, 5000), at(9000, 9000)]);
const ARROW = shapeOf("arrow", [at(0, 0), at(500, 500)]);

function drawn(...shapes: Parameters<Drawing["add"]>[0][]): Drawing {
  const drawing = new Drawing();
  drawing.begin([]);
  for (const shape of shapes) {
    drawing.add(shape, HERE);
  }
  return drawing;
}

const press = (key: string, more: object = {}) => ({
  key,
  shiftKey: false,
  ctrlKey: false,
  altKey: false,
  metaKey: false,
  repeat: false,
  isComposing: false,
  ...more,
});
const PIXEL = at(16, 32);

test("the first closed shape steers, others explain until one takes over", () => {
  const drawing = drawn(ARROW, CIRCLE, BOX);
  expect(drawing.shapes.map((shape) => shape.steers)).toEqual([false, true, false]);
  drawing.steer();
  expect(drawing.shapes.map((shape) => shape.steers)).toEqual([false, false, true]);
  drawing.steer();
  expect(drawing.steering).toBeNull();
});

test("an arrow never steers", () => {
  const drawing = drawn(CIRCLE, ARROW);
  drawing.steer();
  expect(drawing.shapes.map((shape) => shape.steers)).toEqual([true, false]);
});

test("where the area is taken away, the next closed shape steers", () => {
  const drawing = drawn(CIRCLE, ARROW, BOX);
  drawing.select(0);
  drawing.removeSelected();
  expect(drawing.shapes).toEqual([ARROW, { ...BOX, steers: true }]);
  expect(drawing.selected).toBeNull();
});

test("a note holds twenty shapes", () => {
  const drawing = drawn(...Array.from({ length: 23 }, () => ARROW));
  expect([drawing.shapes.length, drawing.isFull]).toEqual([20, true]);
});

test("a hand that moves a shape makes one step of the history", () => {
  const drawing = drawn(CIRCLE);
  drawing.take();
  for (const x of [1, 2, 3]) {
    drawing.drag({ ...BOX, points: [at(x, 0), at(9, 9)] });
  }
  drawing.letGo();
  expect(drawing.current?.points).toEqual([at(3, 0), at(9, 9)]);
  drawing.undo();
  expect(drawing.shapes).toEqual([{ ...CIRCLE, steers: true }]);
});

test("a hand that changes nothing leaves no step, and one that is given up no change", () => {
  const drawing = drawn(CIRCLE);
  drawing.undo();
  drawing.redo();
  drawing.select(0);
  drawing.take();
  drawing.letGo();
  drawing.take();
  drawing.drag(BOX);
  expect(drawing.cancel()).toBe(true);
  drawing.undo();
  expect(drawing.shapes).toEqual([]);
});

test("letters are undone as one word", () => {
  const drawing = drawn(shapeOf("text", [at(1, 1)]));
  for (const text of ["H", "He", "Her", "Here"]) {
    drawing.write(text);
  }
  expect(drawing.finished[0]?.text).toBe("Here");
  drawing.undo();
  expect(drawing.finished).toEqual([]);
});

test("a polygon is closed from three corners on", () => {
  const drawing = new Drawing();
  drawing.addCorner(at(0, 0), HERE);
  drawing.addCorner(at(9, 0), HERE);
  drawing.closePolygon();
  expect(drawing.shapes).toEqual([]);
  drawing.addCorner(at(9, 9), HERE);
  drawing.closePolygon();
  expect(drawing.shapes[0]).toEqual({ ...shapeOf("polygon", [at(0, 0), at(9, 0), at(9, 9)]), steers: true });
  expect(drawing.corners).toEqual([]);
});

test("who listens is told where a polygon was drawn, however it is closed, and once", () => {
  const told: unknown[] = [];
  const drawing = new Drawing((on) => told.push(on));
  const corners = [at(0, 0), at(9, 0), at(9, 9)];
  for (const close of [() => drawing.closePolygon(), () => drawByKey(press("Enter"), drawing, PIXEL)]) {
    for (const corner of corners) {
      drawing.addCorner(corner, HERE);
    }
    close();
  }
  expect(told).toEqual([HERE, HERE]);
});

/** Anything that changes shapes. */
const change = fc.oneof(
  anyShape.map((shape) => (drawing: Drawing) => drawing.add(shape, HERE)),
  place.map((by) => (drawing: Drawing) => drawing.moveSelected(by)),
  place.map((by) => (drawing: Drawing) => drawing.resizeSelected({ x: by.x - 32768, y: by.y - 32768 })),
  fc.constant((drawing: Drawing) => drawing.removeSelected()),
  fc.constant((drawing: Drawing) => drawing.steer()),
  fc.constant((drawing: Drawing) => drawing.selectNext()),
  fc.constant((drawing: Drawing) => drawing.clear()),
);

test("undoing everything gives what was there, redoing everything what was drawn", () => {
  fc.assert(
    fc.property(fc.array(anyShape, { maxLength: 3 }), fc.array(change, { maxLength: 12 }), (saved, changes) => {
      const drawing = new Drawing();
      drawing.begin(saved);
      for (const does of changes) {
        does(drawing);
      }
      const final = drawing.shapes;
      while (drawing.canUndo) drawing.undo();
      expect(drawing.shapes).toEqual(saved);
      while (drawing.canRedo) drawing.redo();
      expect(drawing.shapes).toEqual(final);
    }),
  );
});

test("whatever is done, at most one shape steers, and a closed one", () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 15 }), (changes) => {
      const drawing = drawn();
      for (const does of changes) {
        does(drawing);
      }
      const steering = drawing.shapes.filter((shape) => shape.steers);
      expect(steering.length).toBeLessThanOrEqual(1);
      expect(steering.every(({ kind }) => ["rectangle", "ellipse", "polygon"].includes(kind))).toBe(true);
    }),
  );
});

test("a new step forgets what could be redone", () => {
  const drawing = drawn(CIRCLE);
  drawing.undo();
  drawing.add(BOX, HERE);
  expect(drawing.canRedo).toBe(false);
});

test("arrows move the selected shape by a pixel of the scan, with Shift by ten, with Alt they resize it", () => {
  const drawing = drawn(BOX);
  expect(drawByKey(press("ArrowRight"), drawing, PIXEL)).toBe(true);
  drawByKey(press("ArrowDown", { shiftKey: true }), drawing, PIXEL);
  expect(drawing.current?.points).toEqual([at(5016, 5320), at(9016, 9320)]);
  drawByKey(press("ArrowLeft", { altKey: true }), drawing, PIXEL);
  expect(drawing.current?.points).toEqual([at(5016, 5320), at(9000, 9320)]);
});

test("without a selected shape the arrows belong to the frames", () => {
  const drawing = drawn(BOX);
  drawing.select(null);
  expect(drawByKey(press("ArrowRight"), drawing, PIXEL)).toBe(false);
  expect(drawByKey(press("Delete"), drawing, PIXEL)).toBe(false);
});

test("keys undo, redo, take away and close", () => {
  const drawing = drawn(BOX, ARROW);
  drawByKey(press("z", { ctrlKey: true }), drawing, PIXEL);
  expect(drawing.shapes.length).toBe(1);
  drawByKey(press("Z", { ctrlKey: true, shiftKey: true }), drawing, PIXEL);
  expect(drawing.shapes.length).toBe(2);
  drawing.select(0);
  drawByKey(press("Delete"), drawing, PIXEL);
  expect(drawing.shapes).toEqual([ARROW]);
});

test("Escape gives up what is under the hand, then the selection, then belongs to the tools", () => {
  const drawing = drawn(BOX);
  drawing.addCorner(at(1, 1), HERE);
  expect(drawByKey(press("Escape"), drawing, PIXEL)).toBe(true);
  expect([drawing.corners, drawing.selected]).toEqual([[], 0]);
  expect(drawByKey(press("Escape"), drawing, PIXEL)).toBe(true);
  expect(drawing.selected).toBeNull();
  expect(drawByKey(press("Escape"), drawing, PIXEL)).toBe(false);
});
