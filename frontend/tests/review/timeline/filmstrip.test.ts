import { expect, test } from "vitest";
import { placedTiles, thumbnailFor } from "../../../src/review/timeline/filmstrip";

const SHEET = { first: 48, step: 12, count: 10, skip: 3, columns: 5, tile_width: 160, tile_height: 90, url: "/a" };

test.each([
  ["the first tile lies after those that are skipped", 48, 3, 0],
  ["the tile nearest before the frame is taken", 83, 0, 1],
  ["a frame after the last tile shows the last tile", 10_000, 2, 2],
])("%s", (_case, frame, column, row) => {
  expect(thumbnailFor([SHEET], frame)).toEqual({ sheet: SHEET, column, row });
});

test("before the first sheet there is no picture", () => {
  expect(thumbnailFor([SHEET], 47)).toBeNull();
});

test("pictures stand side by side, as wide as they are", () => {
  const tiles = placedTiles([{ ...SHEET, first: 0 }], { first: 0, span: 100 }, 800, 45);
  expect(tiles.map((tile) => [tile.x, tile.width])).toEqual(Array.from({ length: 10 }, (_, index) => [80 * index, 80]));
});

test("moving the window moves the pictures and changes none", () => {
  const sheets = [{ ...SHEET, first: 0 }];
  const before = placedTiles(sheets, { first: 0, span: 100 }, 800, 45);
  const after = placedTiles(sheets, { first: 5, span: 100 }, 800, 45);
  expect(after.slice(0, 9).map((tile) => Math.round(tile.x))).toEqual(before.slice(0, 9).map((tile) => tile.x - 40));
  expect(after.slice(0, 9).map((tile) => tile.column)).toEqual(before.slice(0, 9).map((tile) => tile.column));
});

test("close up every frame has its own place", () => {
  const tiles = placedTiles([{ ...SHEET, first: 0 }], { first: 24, span: 12 }, 1200, 45);
  expect(tiles.map((tile) => tile.x)).toEqual(Array.from({ length: 12 }, (_, index) => 100 * index));
});
