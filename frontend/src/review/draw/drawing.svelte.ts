import type { Shape } from "../../api/types";
import type { Point } from "../region";
import { isClosed, MOST_POINTS, MOST_SHAPES, movedBy, resizedBy, type ShapeKind, shapeOf } from "./shape";

/** `circle`: a line round something, drawn by hand, becomes an ellipse. */
export type DrawTool = "select" | "circle" | ShapeKind;

/** Where a hand drew: a side's picture of a frame. */
export interface DrawnOn {
  readonly side: string;
  readonly frame: number;
}

/** What happened last, to be said to who does not see it. */
export interface DrawingEvent {
  kind: "added" | "changed" | "removed" | "selected" | "written" | "steers" | "frees" | "undone" | "redone";
  shape: Shape | null;
  /** Counted from 1. */
  place: number;
}

type Shapes = readonly Shape[];

/** The shapes of the note that is being written, with a history of their own. */
export class Drawing {
  tool = $state<DrawTool>("ellipse");
  shapes = $state.raw<Shapes>([]);
  /** The place of the selected shape among them. */
  selected = $state.raw<number | null>(null);
  /** What is under the hand and not yet among them. */
  preview = $state.raw<Shape | null>(null);
  /** The corners so far of a polygon that is not closed. */
  corners = $state.raw<readonly Point[]>([]);
  latest = $state.raw<DrawingEvent | null>(null);
  private saved: Shapes = [];
  private past = $state.raw<readonly Shapes[]>([]);
  private future = $state.raw<readonly Shapes[]>([]);
  /** The shapes before the hand took one of them. */
  private held: Shapes | null = null;
  private cornersOn: DrawnOn | null = null;

  /** `onAdded` is told where a shape was drawn, however its drawing ended. */
  constructor(private readonly onAdded: (on: DrawnOn) => void = () => undefined) {}

  /** Begin with the shapes that a note has. */
  begin(shapes: Shapes): void {
    this.saved = shapes;
    this.shapes = shapes;
    this.selected = null;
    this.past = [];
    this.future = [];
    this.latest = null;
    this.cancel();
  }

  get current(): Shape | null {
    return this.selected === null ? null : (this.shapes[this.selected] ?? null);
  }

  /** The shape that makes the note's region. */
  get steering(): Shape | null {
    return this.shapes.find((shape) => shape.steers) ?? null;
  }

  /** What is sent: a text that nobody wrote is left out. */
  get finished(): Shape[] {
    const written = this.shapes.map((shape) => ({ ...shape, text: shape.text.trim() }));
    return written.filter((shape) => shape.kind !== "text" || shape.text !== "");
  }

  get isChanged(): boolean {
    return JSON.stringify(this.finished) !== JSON.stringify(this.saved);
  }

  get isFull(): boolean {
    return this.shapes.length >= MOST_SHAPES;
  }

  get canUndo(): boolean {
    return this.past.length > 0;
  }

  get canRedo(): boolean {
    return this.future.length > 0;
  }

  choose(tool: DrawTool): void {
    this.cancel();
    this.tool = tool;
  }

  /** Add a shape and select it; the first closed one steers. Nothing happens where the note is full. */
  add(shape: Shape, on: DrawnOn): void {
    this.preview = null;
    if (!this.isFull) {
      const steers = isClosed(shape) && this.steering === null;
      this.put([...this.shapes, { ...shape, steers }]);
      this.select(this.shapes.length - 1, "added");
      this.onAdded(on);
    }
  }

  select(place: number | null, kind: DrawingEvent["kind"] = "selected"): void {
    this.selected = place;
    this.say(kind);
  }

  selectNext(): void {
    if (this.shapes.length > 0) {
      this.select(((this.selected ?? -1) + 1) % this.shapes.length);
    }
  }

  /** Let the hand take the selected shape: what `drag` does until `letGo` is one step of the history. */
  take(): void {
    this.held = this.shapes;
  }

  drag(shape: Shape): void {
    if (this.held) {
      this.shapes = this.with(shape);
    }
  }

  letGo(): void {
    const before = this.held;
    this.held = null;
    if (before && JSON.stringify(before) !== JSON.stringify(this.shapes)) {
      this.remember(before);
      this.say("changed");
    }
  }

  /** Move the selected shape, in 1/65536 of the frame. */
  moveSelected(by: Point): void {
    this.change((shape) => movedBy(shape, by), "changed");
  }

  resizeSelected(by: Point): void {
    this.change((shape) => resizedBy(shape, by), "changed");
  }

  /** Write the selected text; letters written one after the other are one step of the history. */
  write(text: string): void {
    const goesOn = this.latest?.kind === "written" && this.latest.place === this.placeNumber;
    if (goesOn && this.current) {
      this.shapes = this.with({ ...this.current, text });
      return;
    }
    this.change((shape) => ({ ...shape, text }), "written");
  }

  /** Let the selected closed shape steer, and no other; or none where it does. */
  steer(): void {
    const shape = this.current;
    if (shape && isClosed(shape)) {
      const steers = !shape.steers;
      this.put(this.shapes.map((one, place) => ({ ...one, steers: steers && place === this.selected })));
      this.say(steers ? "steers" : "frees");
    }
  }

  /** Take the selected shape away; where it steered, the first closed one that is left does. */
  removeSelected(): void {
    const shape = this.current;
    if (shape) {
      const left = this.shapes.filter((_, place) => place !== this.selected);
      const heir = shape.steers ? left.findIndex(isClosed) : -1;
      this.put(left.map((one, place) => (place === heir ? { ...one, steers: true } : one)));
      this.latest = { kind: "removed", shape, place: this.placeNumber };
      this.selected = null;
    }
  }

  /** Take everything away, as one step of the history. */
  clear(): void {
    if (this.shapes.length > 0) {
      this.put([]);
      this.selected = null;
    }
  }

  undo(): void {
    const before = this.past.at(-1);
    if (before) {
      this.past = this.past.slice(0, -1);
      this.future = [...this.future, this.shapes];
      this.show(before, "undone");
    }
  }

  redo(): void {
    const after = this.future.at(-1);
    if (after) {
      this.future = this.future.slice(0, -1);
      this.past = [...this.past, this.shapes];
      this.show(after, "redone");
    }
  }

  /** Put a corner of the polygon that is being drawn. */
  addCorner(at: Point, on: DrawnOn): void {
    if (this.corners.length < MOST_POINTS) {
      this.corners = [...this.corners, at];
      this.cornersOn = on;
    }
  }

  /** Close the polygon, once it has three corners. */
  closePolygon(): void {
    const on = this.cornersOn;
    if (on && this.corners.length > 2) {
      const shape = shapeOf("polygon", this.corners);
      this.cancel();
      this.add(shape, on);
    }
  }

  /** Forget what is under the hand, and say whether there was something. */
  cancel(): boolean {
    const isBusy = this.preview !== null || this.corners.length > 0 || this.held !== null;
    this.shapes = this.held ?? this.shapes;
    this.held = null;
    this.preview = null;
    this.corners = [];
    return isBusy;
  }

  private get placeNumber(): number {
    return (this.selected ?? -1) + 1;
  }

  private change(to: (shape: Shape) => Shape, kind: DrawingEvent["kind"]): void {
    if (this.current) {
      this.put(this.with(to(this.current)));
      this.say(kind);
    }
  }

  private with(shape: Shape): Shapes {
    return this.shapes.map((one, place) => (place === this.selected ? shape : one));
  }

  private put(shapes: Shapes): void {
    this.remember(this.shapes);
    this.shapes = shapes;
  }

  private remember(before: Shapes): void {
    this.past = [...this.past, before];
    this.future = [];
  }

  private show(shapes: Shapes, kind: DrawingEvent["kind"]): void {
    this.cancel();
    this.shapes = shapes;
    if (this.selected !== null && this.selected >= shapes.length) {
      this.selected = null;
    }
    this.say(kind);
  }

  private say(kind: DrawingEvent["kind"]): void {
    this.latest = { kind, shape: this.current, place: this.placeNumber };
  }
}
