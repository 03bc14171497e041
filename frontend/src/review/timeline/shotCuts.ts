/** Return where the neighbouring shot begins: backwards first the beginning of the shot itself; null where none is. */
export function neighbourCut(shots: readonly { first: number }[], frame: number, direction: 1 | -1): number | null {
  const cuts = shots.map((shot) => shot.first);
  const found = direction === 1 ? cuts.find((cut) => cut > frame) : cuts.findLast((cut) => cut < frame);
  return found ?? null;
}
