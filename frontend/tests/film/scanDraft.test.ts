import { expect, test } from "vitest";
import type { ScanFacts } from "../../src/api/types";
import { foundColour, scanChange, scanDraft } from "../../src/film/scanDraft";

const scan = {
  reel: 2,
  reel_name: "2A",
  start_timecode: "01:00:00:00",
  color: { found: { primaries: "bt709" }, overrides: { polarity: "negative", scanner: "ARRISCAN" } },
} as unknown as ScanFacts;

test("nothing changed is nothing to send", () => {
  expect(scanChange(scan, scanDraft(scan))).toEqual({});
});

test("only what differs is sent, the overrides as a whole", () => {
  const draft = scanDraft(scan);
  draft.reel = 3;
  draft.startTimecode = "";
  draft.colour.polarity = "";
  draft.colour.range = "full";
  expect(scanChange(scan, draft)).toEqual({
    reel: 3,
    start_timecode: "",
    color: { range: "full", scanner: "ARRISCAN" },
  });
});

test("a reel that is no reel is not sent", () => {
  expect(scanChange(scan, { ...scanDraft(scan), reel: 0 })).toEqual({});
});

test("what the medium says is shown beside it", () => {
  expect(foundColour(scan)).toEqual({ primaries: "bt709" });
  expect(foundColour({ ...scan, color: {} })).toEqual({});
});
