/** Reads the code that tests/barcode.py paints. The layout is the same, in fractions of the picture. */
const COLUMNS = 12;
const CELLS = 24;
const LEFTS = [0.02, 0.52] as const;
const TOP = 0.08;
const CELL_WIDTH = 0.038;
const CELL_HEIGHT = 0.1;
const SYNC = 0b1010;

export interface Marking {
  readonly number: number;
  readonly side: number;
}

interface Canvas {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8Array;
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The marking in the left (0) or right (1) half of the picture at `box`; null where the pixels carry no valid code. */
export function readMarking(canvas: Canvas, box: Box, half: 0 | 1): Marking | null {
  const bits: number[] = [];
  for (let index = 0; index < CELLS; index += 1) {
    const row = Math.floor(index / COLUMNS);
    const column = index % COLUMNS;
    const x = Math.floor(box.x + (LEFTS[half] + (column + 0.5) * CELL_WIDTH) * box.width);
    const y = Math.floor(box.y + (TOP + (row + 0.5) * CELL_HEIGHT) * box.height);
    bits.push(brightness(canvas, x, y) > 127.5 ? 1 : 0);
  }
  const value = (first: number, end: number) => bits.slice(first, end).reduce((sum, bit) => sum * 2 + bit, 0);
  const marking = { side: value(4, 6), number: value(6, 20) };
  const isValid = value(0, 4) === SYNC && value(20, 24) === checksum(marking);
  return isValid ? marking : null;
}

function checksum({ side, number }: Marking): number {
  const value = (side << 14) | number;
  return (value ^ (value >> 4) ^ (value >> 8) ^ (value >> 12) ^ 0b1001) & 0b1111;
}

/** Mean of the 3 x 3 pixels around a point. */
function brightness(canvas: Canvas, x: number, y: number): number {
  let sum = 0;
  for (let row = y - 1; row <= y + 1; row += 1) {
    for (let column = x - 1; column <= x + 1; column += 1) {
      const at = (row * canvas.width + column) * 4;
      sum += (canvas.rgba[at] ?? 0) + (canvas.rgba[at + 1] ?? 0) + (canvas.rgba[at + 2] ?? 0);
    }
  }
  return sum / 27;
}
