import { expect, test } from "vitest";
import { LEVELS, SCOPE_COLUMNS } from "../../../src/engine";
import { type ScopePicture, scopePixels } from "../../../src/review/scopes/scopePixels";

const pixel = ({ width, data }: ScopePicture, x: number, y: number) =>
  [...data.slice((y * width + x) * 4, (y * width + x) * 4 + 4)].slice(0, 3);

function counted(length: number, places: Record<number, number>): Uint32Array<ArrayBuffer> {
  const counts = new Uint32Array(length);
  for (const [at, count] of Object.entries(places)) {
    counts[Number(at)] = count;
  }
  return counts;
}

test("a waveform has white above and columns from the left, the fullest place at full light", () => {
  const luma = counted(SCOPE_COLUMNS * LEVELS, { [3 * LEVELS + 255]: 100, [10 * LEVELS]: 1 });
  const picture = scopePixels({ kind: "waveform", luma });
  expect([picture.width, picture.height]).toEqual([256, 256]);
  expect(pixel(picture, 3, 0)).toEqual([210, 230, 210]);
  expect(pixel(picture, 10, 255)[1]).toBeGreaterThan(40);
  expect(pixel(picture, 4, 0)).toEqual([0, 0, 0]);
});

test("a parade lays red, green and blue side by side", () => {
  const one = () => counted(SCOPE_COLUMNS * LEVELS, { 0: 1 });
  const picture = scopePixels({ kind: "parade", red: one(), green: one(), blue: one() });
  expect(picture.width).toBe(768);
  expect([0, 256, 512].map((x) => pixel(picture, x, 255))).toEqual([
    [255, 90, 80],
    [90, 230, 100],
    [100, 150, 255],
  ]);
});

test("a vectorscope has blue to the right and red above, in about their colours", () => {
  const chroma = counted(LEVELS * LEVELS, { [128 * LEVELS + 220]: 9, [220 * LEVELS + 128]: 9 });
  const picture = scopePixels({ kind: "vectorscope", chroma });
  const [blueish, reddish] = [pixel(picture, 220, 127), pixel(picture, 128, 35)];
  expect(blueish[2]).toBe(255);
  expect(reddish[0]).toBe(255);
  expect(blueish[0]).toBeLessThan(200);
});

test("a histogram stands on its foot, the fullest level as high as the scope", () => {
  const none = () => new Uint32Array(LEVELS);
  const luma = counted(LEVELS, { 10: 400, 20: 100 });
  const picture = scopePixels({ kind: "histogram", luma, red: none(), green: none(), blue: none() });
  const heightAt = (x: number) => Array.from({ length: 128 }, (_, y) => pixel(picture, x, y)[1]).filter(Boolean).length;
  expect([heightAt(10), heightAt(20), heightAt(30)]).toEqual([128, 64, 0]);
});

test("a scope of nothing is black", () => {
  const picture = scopePixels({ kind: "waveform", luma: new Uint32Array(SCOPE_COLUMNS * LEVELS) });
  expect(picture.data.every((value, index) => value === (index % 4 === 3 ? 255 : 0))).toBe(true);
});
