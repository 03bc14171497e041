import { expect, test } from "vitest";
import type { Timeline } from "../../src/api/types";
import { thumbnailFor } from "../../src/review/timeline/timelineDrawing";

const SHEET = { first: 48, step: 12, count: 10, skip: 3, columns: 5, tile_width: 160, tile_height: 90, url: "/a" };
const TIMELINE: Timeline = { shots: [], reels: [], thumbnails: [SHEET] };

test.each([
  ["the first tile lies after those that are skipped", 48, 3, 0],
  ["the tile nearest before the frame is taken", 83, 0, 1],
  ["a frame after the last tile shows the last tile", 10_000, 2, 2],
])("%s", (_case, frame, column, row) => {
  expect(thumbnailFor(TIMELINE, frame)).toEqual({ sheet: SHEET, column, row });
});

test("before the first sheet there is no picture", () => {
  expect(thumbnailFor(TIMELINE, 47)).toBeNull();
});
