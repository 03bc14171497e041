import fc from "fast-check";
import type { Shape } from "../../../src/api/types";
import { type ShapeKind, shapeOf } from "../../../src/review/draw/shape";
import type { Point } from "../../../src/review/region";

/** Any place of the frame. */
export const place: fc.Arbitrary<Point> = fc.record({
  x: fc.integer({ min: 0, max: 65536 }),
  y: fc.integer({ min: 0, max: 65536 }),
});

const POINTS: Record<ShapeKind, [number, number]> = {
  rectangle: [2, 2],
  ellipse: [2, 2],
  polygon: [3, 20],
  freehand: [2, 40],
  arrow: [2, 2],
  text: [1, 1],
};

const ofKind = (kind: ShapeKind) => {
  const [minLength, maxLength] = POINTS[kind];
  const points = fc.array(place, { minLength, maxLength });
  return points.map((drawn) => shapeOf(kind, drawn, kind === "text" ? "Here" : ""));
};

/** Any shape that the site takes. */
export const anyShape: fc.Arbitrary<Shape> = fc.oneof(...(Object.keys(POINTS) as ShapeKind[]).map(ofKind));
