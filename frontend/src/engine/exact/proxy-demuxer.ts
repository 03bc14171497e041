import { BufferSource, type EncodedPacket, EncodedPacketSink, Input, MP4 } from "mediabunny";
import { ViewerError } from "../errors";
import type { ByteRange } from "./byte-ranges";

/** A coded picture: its place in presentation order, and where its bytes lie in the file. */
export interface CodedPicture extends ByteRange {
  readonly rank: number;
  readonly isKey: boolean;
}

/** What the head of a file says. */
export interface ProxyIndex {
  readonly config: VideoDecoderConfig;
  /** In decode order. */
  readonly pictures: readonly CodedPicture[];
}

/**
 * Read the head of a proxy file, everything before its first picture. A picture's rank is its place when the pictures
 * are sorted by presentation; the container's timestamps are used for that order and for nothing else. The pictures lie
 * one after another behind the head, in the order they are decoded.
 *
 * @throws ViewerError `media_unreadable` when it is not of an MP4 with one video track.
 */
export async function readHead(head: Uint8Array<ArrayBuffer>, name: string): Promise<ProxyIndex> {
  const input = new Input({ source: new BufferSource(head), formats: [MP4] });
  try {
    const track = await input.getPrimaryVideoTrack();
    const config = await track?.getDecoderConfig();
    if (!track || !config) throw new ViewerError("media_unreadable", `${name}: no decodable video track`);
    const packets: EncodedPacket[] = [];
    const sink = new EncodedPacketSink(track);
    for await (const packet of sink.packets(undefined, undefined, { metadataOnly: true })) packets.push(packet);
    return { config, pictures: placed(packets, head.byteLength) };
  } catch (error) {
    throw error instanceof ViewerError ? error : new ViewerError("media_unreadable", `${name}: ${String(error)}`);
  } finally {
    input.dispose();
  }
}

/** How long the head of a whole file is. @throws ViewerError `media_unreadable` when it has no pictures */
export function headLength(file: Uint8Array<ArrayBuffer>, name: string): number {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  for (let at = 0; at + BOX_HEAD <= file.byteLength; ) {
    if (view.getUint32(at + 4) === MEDIA_DATA) return at + BOX_HEAD;
    at += Math.max(view.getUint32(at), BOX_HEAD);
  }
  throw new ViewerError("media_unreadable", `${name}: no pictures`);
}

/**
 * The pictures of ranks `keyRank` to `endRank`, in decode order.
 *
 * @throws ViewerError `media_mismatch` when the file does not hold them or its key pictures lie elsewhere.
 */
export function picturesOf(index: ProxyIndex, keyRank: number, endRank: number, name: string): CodedPicture[] {
  const pictures = index.pictures.filter(({ rank }) => rank >= keyRank && rank < endRank);
  if (pictures.length !== endRank - keyRank || pictures[0]?.rank !== keyRank || !pictures[0].isKey) {
    throw new ViewerError("media_mismatch", `${name}: pictures ${keyRank} to ${endRank} are not a closed group`);
  }
  return pictures;
}

/** Length and name of an MP4 box, and the name `mdat`. */
const BOX_HEAD = 8;
const MEDIA_DATA = 0x6d646174;

function placed(packets: readonly EncodedPacket[], start: number): CodedPicture[] {
  const order = packets.map((_, index) => index);
  order.sort((a, b) => (packets[a]?.timestamp ?? 0) - (packets[b]?.timestamp ?? 0));
  const ranks = new Map(order.map((index, rank) => [index, rank]));
  let to = start;
  return packets.map(({ type, byteLength }, index) => {
    const from = to;
    to += byteLength;
    return { rank: ranks.get(index) ?? 0, isKey: type === "key", from, to };
  });
}
