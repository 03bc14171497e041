import { expect, test } from "vitest";
import { seenBox, stagePanes, svgPoints } from "../../src/review/stage/panes";

const PANE = {
  side: 1,
  box: { x: -20, y: 0, width: 400, height: 300 },
  picture: { x: 20, y: 0, width: 320, height: 300 },
  area: { x: 0, y: 0, width: 100, height: 50 },
  clip: [
    { x: 0, y: 0 },
    { x: 100, y: 0 },
    { x: 100, y: 50 },
  ],
};

test("panes come in CSS pixels, with the names of their sides", () => {
  const [pane] = stagePanes([PANE], ["source", "version:v1:restored"], 2);
  expect(pane).toEqual({
    side: "version:v1:restored",
    box: { x: -10, y: 0, width: 200, height: 150 },
    picture: { x: 10, y: 0, width: 160, height: 150 },
    clip: [
      { x: 0, y: 0 },
      { x: 50, y: 0 },
      { x: 50, y: 25 },
    ],
  });
  expect(svgPoints(pane?.clip ?? [])).toBe("0,0 50,0 50,25");
});

test("before there are sides nothing is seen", () => {
  expect(stagePanes([PANE], [], 1)).toEqual([]);
});

test("what is seen of a picture goes over both sides of a wipe and ends with the picture", () => {
  const box = { x: 20, y: -40, width: 60, height: 100 };
  const square = (x: number) => [
    { x, y: 0 },
    { x: x + 50, y: 0 },
    { x: x + 50, y: 50 },
    { x, y: 50 },
  ];
  const beside = { box: { ...box, x: 120 }, clip: square(100) };
  expect(seenBox([{ box, clip: square(0) }, { box, clip: square(50) }, beside])).toEqual({
    x: 20,
    y: 0,
    width: 60,
    height: 50,
  });
  expect(seenBox([])).toBeNull();
});
