import { type CountedPart, count } from "./counts";
import type { CountedMessage, ScopeMessage, SentPart } from "./messages";

self.onmessage = ({ data: { ticket, scope, parts } }: MessageEvent<ScopeMessage>) => {
  const counted = parts.map(readable).filter((part) => part !== null);
  const answer: CountedMessage = { ticket, counts: counted.length === parts.length ? count(scope, counted) : null };
  self.postMessage(answer);
};

function readable(part: SentPart): CountedPart | null {
  if (part.kind === "planar") return { ...part, layout: "planar" };
  if (part.kind === "deep") return { ...part, layout: "deep" };
  const { image, width, height } = part;
  const context = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
  context?.drawImage(image, 0, 0);
  image.close();
  return context && { ...part, layout: "rgba", data: context.getImageData(0, 0, width, height).data };
}
