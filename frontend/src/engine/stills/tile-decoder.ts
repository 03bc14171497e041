import { ViewerError } from "../errors";
import type { DeepPixels } from "./still";

const DEEP_FORMATS: Readonly<Record<string, number>> = { I444P10: 10, I444P12: 12 };
const AVIF = "image/avif";

/** Whether this browser gives out pictures of more than 8 bits as they are. */
export async function canDecodeDeep(): Promise<boolean> {
  return typeof ImageDecoder !== "undefined" && (await ImageDecoder.isTypeSupported(AVIF));
}

/** Decode a tile as the server sends it, without any colour conversion. @throws ViewerError `codec_unsupported` */
export async function decodeTile(file: Blob): Promise<ImageBitmap | DeepPixels> {
  if (file.type !== AVIF) {
    return createImageBitmap(file, { colorSpaceConversion: "none", premultiplyAlpha: "none" });
  }
  const decoder = new ImageDecoder({ data: await file.arrayBuffer(), type: AVIF, colorSpaceConversion: "none" });
  try {
    const { image } = await decoder.decode();
    try {
      return await deepPixels(image);
    } finally {
      image.close();
    }
  } finally {
    decoder.close();
  }
}

async function deepPixels(image: VideoFrame): Promise<DeepPixels> {
  const bits = DEEP_FORMATS[image.format ?? ""];
  // Browsers that convert to 8 bits inside must not pass for exact.
  if (bits === undefined) throw new ViewerError("codec_unsupported", `picture format ${image.format}`);
  const { codedWidth: width, codedHeight: height } = image;
  const planes = new Uint16Array(3 * width * height);
  const stride = 2 * width;
  await image.copyTo(planes, {
    rect: { x: 0, y: 0, width, height },
    layout: [0, 1, 2].map((plane) => ({ offset: plane * stride * height, stride })),
  });
  return { bits, planes };
}
