import { expect, test } from "vitest";
import type { ScanRow } from "../../src/api/types";
import { assemblyRows, entriesOf, isAssembly, newSlug, rowLength, wholeScan } from "../../src/film/assemblyDraft";

const scans = [{ id: "one", frame_count: 100 } as ScanRow];
const spans = [
  { position: 0, scan: "one", reel: 1, scan_first: 10, count: 20, assembly_first: 0 },
  { position: 1, scan: null, reel: null, scan_first: 0, count: 5, assembly_first: 20 },
];

test("an assembly survives the form, ends counted as people count", () => {
  const rows = assemblyRows(spans);
  expect(rows[0]).toMatchObject({ scan: "one", first: 10, last: 29 });
  expect(entriesOf(rows)).toEqual([{ scan: "one", first: 10, end: 30 }, { slug: 5 }]);
});

test("a scan is put in whole", () => {
  expect(entriesOf([wholeScan({ id: "one", frame_count: 100 })])).toEqual([{ scan: "one", first: 0, end: 100 }]);
});

test.each([
  [0, 99, 100],
  [5, 5, 1],
  [6, 5, 0],
  [0, 100, 0],
  [-1, 5, 0],
  [null, 5, 0],
  [0.5, 5, 0],
])("frames %s to %s are %d", (first, last, frames) => {
  expect(rowLength({ scan: "one", first, last, length: null }, scans)).toBe(frames);
});

test("an assembly shows a scan, and every row can be shown", () => {
  const whole = wholeScan({ id: "one", frame_count: 100 });
  expect(isAssembly([whole, newSlug(5)], scans)).toBe(true);
  expect(isAssembly([newSlug(5)], scans)).toBe(false);
  expect(isAssembly([whole, newSlug(0)], scans)).toBe(false);
  expect(isAssembly([wholeScan({ id: "gone", frame_count: 9 })], scans)).toBe(false);
});
