import { expect, test } from "vitest";
import { barMarks } from "../../../src/review/scopes/graticule";

test("the boxes of 75 % bars lie where BT.709 puts these colours", () => {
  const codes = barMarks().map(({ label, x, y }) => [label, Math.round(x * 255), Math.round((1 - y) * 255)]);
  expect(codes).toEqual([
    ["R", 109, 212],
    ["YL", 44, 136],
    ["G", 63, 52],
    ["CY", 147, 44],
    ["B", 212, 120],
    ["MG", 193, 204],
  ]);
});
