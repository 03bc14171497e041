import type { Pixels } from "../../engine";

/** A frame with its provenance written below it, as a PNG file. */

const MARGIN = 12;
const LINE = 1.5;

/** Compose the file. @throws Error where the browser cannot write pictures */
export async function framePicture(shown: Pixels, lines: readonly string[]): Promise<Blob> {
  const canvas = new OffscreenCanvas(1, 1);
  const size = Math.max(13, Math.round(shown.width / 90));
  const pen = canvas.getContext("2d");
  if (pen === null) {
    throw new Error("no drawing context");
  }
  const font = `${size}px system-ui, "Noto Sans CJK HK", "Noto Sans CJK SC", sans-serif`;
  pen.font = font;
  const written = lines.flatMap((line) =>
    wrapped(line, shown.width - 2 * MARGIN, (text) => pen.measureText(text).width),
  );
  const step = Math.round(size * LINE);
  canvas.width = shown.width;
  canvas.height = shown.height + 2 * MARGIN + written.length * step;
  pen.fillStyle = "#262626";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.putImageData(new ImageData(new Uint8ClampedArray(shown.rgba), shown.width, shown.height), 0, 0);
  // A canvas forgets its font when it is resized.
  pen.font = font;
  pen.fillStyle = "#e6e6e6";
  pen.textBaseline = "top";
  for (const [index, line] of written.entries()) {
    pen.fillText(line, MARGIN, shown.height + MARGIN + index * step);
  }
  return canvas.convertToBlob({ type: "image/png" });
}

/** Break a line so that every part fits into `width`: between words, or between characters where a word does not. */
export function wrapped(line: string, width: number, measure: (text: string) => number): string[] {
  const lines: string[] = [];
  let current = "";
  for (const word of line.split(/(?<=[\s·])|(?<=[\u3000-\u9fff])/u)) {
    if (current !== "" && measure(current + word) > width) {
      lines.push(current.trimEnd());
      current = "";
    }
    current += word;
  }
  return [...lines, current.trimEnd()];
}
