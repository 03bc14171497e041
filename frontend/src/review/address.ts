import type { FrameAddress } from "../api/types";

/** How people outside speak of a frame: reel, file number, timecode, feet and frames. */

export interface AddressPart {
  kind: "reel" | "file" | "timecode" | "footage";
  text: string;
}

const FILE_DIGITS = 7;

/** Return the parts of an address that are known, in the order they are read. */
export function addressParts(address: FrameAddress): AddressPart[] {
  const parts: AddressPart[] = [];
  if (address.reel !== null) {
    parts.push({ kind: "reel", text: address.reel_name || `R${address.reel}` });
  }
  if (address.file_number !== null) {
    parts.push({ kind: "file", text: String(address.file_number).padStart(FILE_DIGITS, "0") });
  }
  if (address.timecode) {
    parts.push({ kind: "timecode", text: address.timecode });
  }
  if (address.footage) {
    parts.push({ kind: "footage", text: address.footage });
  }
  return parts;
}

/** Return one line of an address, to be copied into a message to a lab. */
export function addressLine(address: FrameAddress): string {
  return [...addressParts(address).map((part) => part.text), `#${address.assembly_frame}`].join(" · ");
}
