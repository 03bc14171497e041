import { expect, test } from "vitest";
import type { ScopedParameters, Shot } from "../../src/api/types";
import { exceptionGroups, reelsOf, withoutPlaces } from "../../src/review/recipe/exceptions";

const shot = (first: number): Shot => ({ first, count: 10, marks: [] });
const SHOTS = { s: Array.from({ length: 50 }, (_, index) => shot(index * 10)) };

const at = (first: number, differing: Partial<ScopedParameters>): ScopedParameters => ({
  scope: { kind: "shot", scan: "s", first },
  parameters: {},
  enabled: null,
  look: null,
  ...differing,
});
const off = (first: number) => at(first, { enabled: false });

test("shots with the same exception are told together, by their numbers", () => {
  const groups = exceptionGroups([off(110), at(130, { parameters: { strength: 400 } }), off(130)], SHOTS);
  expect(groups.map(({ effect, count }) => [effect.enabled, effect.parameters, count])).toEqual([
    [false, {}, 2],
    [null, { strength: 400 }, 1],
  ]);
  expect(groups[0]?.places).toEqual([
    { kind: "shots", scan: "s", first: 12, last: 12, indices: [0] },
    { kind: "shots", scan: "s", first: 14, last: 14, indices: [2] },
  ]);
});

test("frames are no shots", () => {
  const frames: ScopedParameters = { ...off(0), scope: { kind: "frames", scan: "s", first: 5, end: 8 } };
  expect(exceptionGroups([off(0), frames], SHOTS).map(({ kind, places }) => [kind, places[0]?.last])).toEqual([
    ["shot", 1],
    ["frames", 7],
  ]);
});

test.each([
  ["no shot begins there any more", SHOTS],
  ["the scan is not known", {}],
])("an exception without its shot is told by its frame: %s", (_case, shots) => {
  expect(exceptionGroups([off(15)], shots)[0]?.places).toEqual([
    { kind: "gone", scan: "s", first: 15, last: 15, indices: [0] },
  ]);
});

test("neighbours are one place where many shots have the same exception", () => {
  const many = [...Array.from({ length: 40 }, (_, index) => off(index * 10)), off(450)];
  const places = exceptionGroups(many, SHOTS)[0]?.places ?? [];
  expect(places.map(({ first, last }) => [first, last])).toEqual([
    [1, 40],
    [46, 46],
  ]);
  expect(withoutPlaces(many, places.slice(0, 1))).toEqual([off(450)]);
});

test("taking a place away leaves the others", () => {
  const overrides = [off(0), at(0, { parameters: { strength: 400 } }), off(10)];
  const places = exceptionGroups(overrides, SHOTS)[0]?.places ?? [];
  expect(withoutPlaces(overrides, places)).toEqual([overrides[1]]);
});

test("a reel has the number that the assembly gives it", () => {
  const span = { position: 0, scan_first: 0, count: 1, assembly_first: 0 };
  expect(
    reelsOf([
      { ...span, scan: "s", reel: 3 },
      { ...span, scan: null, reel: null },
    ]),
  ).toEqual({ s: 3 });
});
