import { expect, test } from "vitest";
import type { Plane, Side } from "../../src/api/types";
import { firstPair, versionSide } from "../../src/review/sides";

const side = (name: string, plane: Plane, number: number | null): Side => ({
  side: name,
  label_code: plane,
  plane,
  number,
  version_id: number === null ? null : `v${number}`,
  is_complete: true,
  width: 1,
  height: 1,
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
