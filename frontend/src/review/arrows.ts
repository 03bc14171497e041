import type { Point } from "./region";

const ARROWS: Readonly<Record<string, Point>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};

/** Return where an arrow key points, one step from the left and top; null for other keys. */
export const arrowOf = (key: string): Point | null => ARROWS[key] ?? null;
