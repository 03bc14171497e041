import { BufferTarget, EncodedPacket, EncodedVideoPacketSource, Mp4OutputFormat, Output } from "mediabunny";

/** A file as proxies are: one fragment, a key picture every 12, each picture some bytes of its own number. */
export async function writeProxyFile(count: number): Promise<Uint8Array<ArrayBuffer>> {
  const target = new BufferTarget();
  const format = new Mp4OutputFormat({ fastStart: "fragmented", minimumFragmentDuration: count });
  const output = new Output({ format, target });
  const source = new EncodedVideoPacketSource("avc");
  output.addVideoTrack(source, { frameRate: 24 });
  await output.start();
  const decoderConfig = { codec: "avc1.640020", codedWidth: 320, codedHeight: 180, description: CONFIGURATION };
  for (let rank = 0; rank < count; rank += 1) {
    // This writer says of each picture what it is only where the first two are alike.
    const type = rank % 12 === 0 || rank === 1 ? "key" : "delta";
    const unit = [type === "key" ? IDR : SLICE, ...Array.from({ length: 10 + rank }, () => rank)];
    const picture = Uint8Array.from([0, 0, 0, unit.length, ...unit]);
    await source.add(new EncodedPacket(picture, type, rank / 24, 1 / 24), { decoderConfig });
  }
  await output.finalize();
  return new Uint8Array(target.buffer ?? new ArrayBuffer(0));
}

const IDR = 0x65;
const SLICE = 0x41;

/** An avcC record with a sequence and a picture parameter set. */
const CONFIGURATION = Uint8Array.from([
  1, 100, 0, 32, 255, 225, 0, 25, 103, 100, 0, 32, 172, 217, 65, 65, 159, 158, 16, 0, 0, 3, 0, 16, 0, 0, 3, 3, 0, 241,
  66, 153, 96, 1, 0, 6, 104, 235, 227, 203, 34, 192,
]);
