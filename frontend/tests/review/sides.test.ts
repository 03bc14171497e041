import { expect, test } from "vitest";
import type { Plane, Side } from "../../src/api/types";
import {
  beforeAndAfter,
  firstPair,
  isReferenceSide,
  listedSide,
  ownSide,
  versionPicture,
  versionSide,
} from "../../src/review/sides";

const side = (name: string, plane: Plane, number: number | null): Side => ({
  side: name,
  label_code: plane,
  plane,
  number,
  version_id: number === null ? null : `v${number}`,
  name: "",
  reference_id: null,
  is_complete: true,
  width: 1,
  height: 1,
});

test("a reference is the same one under another frame map, until it is taken away", () => {
  const sides = [side("source", "source", null), side("reference:r1:4", "source", null)];
  expect(listedSide("reference:r1:2", sides)).toBe("reference:r1:4");
  expect(listedSide("reference:r2:4", sides)).toBeNull();
  expect(listedSide("source", sides)).toBe("source");
  expect(listedSide("version:v1:restored", sides)).toBeNull();
});

test("people speak of the restoration's own side, not of the reference beside it", () => {
  expect(ownSide(["source", "version:v1:restored", "reference:r1:1"])).toBe("version:v1:restored");
  expect(ownSide(["reference:r1:1"])).toBe("source");
  expect(["reference:r1:1", "source"].map(isReferenceSide)).toEqual([true, false]);
});

test("without a version the scan stands alone", () => {
  expect(firstPair([side("source", "source", null)])).toEqual(["source"]);
});

test("the scan is compared with the newest version's restored picture", () => {
  const sides = [
    side("source", "source", null),
    side("version:v2:restored", "restored", 2),
    side("version:v10:restored", "restored", 10),
    side("version:v10:enhanced", "enhanced", 10),
  ];
  expect(firstPair(sides)).toEqual(["source", versionSide("v10", "restored")]);
});

const LARGER = [
  side("source", "source", null),
  ...[1, 2].flatMap((number) => [
    side(`version:v${number}:restored`, "restored", number),
    side(`version:v${number}:enhanced`, "enhanced", number),
  ]),
];
const REJECT = { kind: "reject", what: "invented_detail", times: 1 } as const;
const BOTH = { before_version: { id: "v1", number: 1 }, after_version: { id: "v2", number: 2 } };

test("a note is verified on the plane on which it was left", () => {
  const note = { ...BOTH, treatment: null };
  expect(beforeAndAfter({ ...note, side: "version:v1:enhanced" }, LARGER)).toEqual([
    "version:v1:enhanced",
    "version:v2:enhanced",
  ]);
  expect(beforeAndAfter({ ...note, side: "version:v1:restored" }, LARGER)).toEqual([
    "version:v1:restored",
    "version:v2:restored",
  ]);
});

test("drawn detail is verified where it was drawn, whatever the note was left on", () => {
  const pair = beforeAndAfter({ ...BOTH, side: "source", treatment: REJECT }, LARGER);
  expect(pair).toEqual(["version:v1:enhanced", "version:v2:enhanced"]);
});

test("a version without that plane shows its restored picture, and no version the scan", () => {
  const note = { side: "version:v1:enhanced", treatment: null, after_version: BOTH.after_version };
  const plain = LARGER.filter(({ plane }) => plane !== "enhanced");
  expect(beforeAndAfter({ ...note, before_version: BOTH.before_version }, plain)).toEqual([
    "version:v1:restored",
    "version:v2:restored",
  ]);
  expect(beforeAndAfter({ ...note, before_version: null }, LARGER)).toEqual(["source", "version:v2:enhanced"]);
  expect(beforeAndAfter({ ...note, before_version: null, after_version: null }, LARGER)).toBeNull();
  expect(versionPicture("v2", "graded", LARGER)).toBe("version:v2:restored");
});
