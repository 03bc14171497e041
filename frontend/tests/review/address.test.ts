import { expect, test } from "vitest";
import type { FrameAddress } from "../../src/api/types";
import { addressLine, addressParts } from "../../src/review/address";

const ADDRESS: FrameAddress = {
  assembly_frame: 8705,
  reel: 3,
  reel_name: null,
  scan_id: "s",
  scan_frame: 8705,
  file_name: "r3_0267905.dpx",
  file_number: 267905,
  timecode: "03:06:02:17",
  footage: "544+01",
};

test("a frame is said as a lab says it", () => {
  expect(addressLine(ADDRESS)).toBe("R3 · 0267905 · 03:06:02:17 · 544+01 · #8705");
});

test("a reel's own name goes before its number", () => {
  expect(addressParts({ ...ADDRESS, reel_name: "3A" })[0]).toEqual({ kind: "reel", text: "3A" });
});

test("what a slug does not have is left out", () => {
  const slug: FrameAddress = {
    assembly_frame: 12,
    reel: null,
    reel_name: null,
    scan_id: null,
    scan_frame: null,
    file_name: null,
    file_number: null,
    timecode: null,
    footage: null,
  };
  expect(addressLine(slug)).toBe("#12");
});
