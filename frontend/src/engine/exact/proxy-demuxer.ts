import { BufferSource, type EncodedPacket, EncodedPacketSink, Input, MP4 } from "mediabunny";
import { ViewerError } from "../errors";

/** A coded picture with its place in presentation order. */
export interface RankedChunk {
  readonly rank: number;
  readonly isKey: boolean;
  readonly data: Uint8Array;
}

export interface ProxyFile {
  readonly config: VideoDecoderConfig;
  /** In decode order. */
  readonly chunks: readonly RankedChunk[];
}

/**
 * Read one proxy file whole. A picture's rank is its place when the pictures are sorted by presentation; the
 * container's timestamps are used for that order and for nothing else.
 *
 * @throws ViewerError `media_unreadable` when it is not an MP4 with one video track.
 */
export async function demuxProxy(bytes: Uint8Array<ArrayBuffer>, name: string): Promise<ProxyFile> {
  const input = new Input({ source: new BufferSource(bytes), formats: [MP4] });
  try {
    const track = await input.getPrimaryVideoTrack();
    const config = await track?.getDecoderConfig();
    if (!track || !config) throw new ViewerError("media_unreadable", `${name}: no decodable video track`);
    const packets: EncodedPacket[] = [];
    for await (const packet of new EncodedPacketSink(track).packets()) packets.push(packet);
    const order = packets.map((_, index) => index);
    order.sort((a, b) => (packets[a]?.timestamp ?? 0) - (packets[b]?.timestamp ?? 0));
    const ranks = new Map(order.map((index, rank) => [index, rank]));
    const chunks = packets.map((packet, index) => ({
      rank: ranks.get(index) ?? 0,
      isKey: packet.type === "key",
      data: packet.data,
    }));
    return { config, chunks };
  } catch (error) {
    throw error instanceof ViewerError ? error : new ViewerError("media_unreadable", `${name}: ${String(error)}`);
  } finally {
    input.dispose();
  }
}

/**
 * The chunks that decode ranks `keyRank` to `endRank`, in decode order.
 *
 * @throws ViewerError `media_mismatch` when the file does not hold them or its key pictures lie elsewhere.
 */
export function chunksOf(file: ProxyFile, keyRank: number, endRank: number, name: string): RankedChunk[] {
  const chunks = file.chunks.filter((chunk) => chunk.rank >= keyRank && chunk.rank < endRank);
  if (chunks.length !== endRank - keyRank || chunks[0]?.rank !== keyRank || !chunks[0].isKey) {
    throw new ViewerError("media_mismatch", `${name}: pictures ${keyRank} to ${endRank} are not a closed group`);
  }
  return chunks;
}
