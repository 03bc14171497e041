import { expect, test } from "vitest";
import { stagePanes, svgPoints } from "../../src/review/stage/panes";

const PANE = {
  side: 1,
  box: { x: -20, y: 0, width: 400, height: 300 },
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
