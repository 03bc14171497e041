import { type Counted, count } from "./counts";
import type { CountedMessage, CountedPicture, CountMessage } from "./messages";

self.onmessage = ({ data: { ticket, scope, picture } }: MessageEvent<CountMessage>) => {
  const counted = readable(picture);
  const answer: CountedMessage = { ticket, counts: counted && count(scope, counted) };
  self.postMessage(answer);
};

function readable(picture: CountedPicture): Counted | null {
  if (picture.kind === "planar") return { ...picture, layout: "planar" };
  const { image } = picture;
  const { width, height } = image;
  const context = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
  context?.drawImage(image, 0, 0);
  image.close();
  return context && { layout: "rgba", width, height, data: context.getImageData(0, 0, width, height).data };
}
