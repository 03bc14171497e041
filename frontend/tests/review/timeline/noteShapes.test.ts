import { expect, test } from "vitest";
import { NOTE_SHAPES } from "../../../src/review/timeline/noteShapes";

test("states are told apart without colour", () => {
  const shapes = Object.values(NOTE_SHAPES).map((shape) => `${shape.path} ${shape.isFilled}`);
  expect(new Set(shapes).size).toBe(shapes.length);
});
