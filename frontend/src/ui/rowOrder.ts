/** Return `rows` with the one at `index` moved by one place; at the end of the list nothing moves. */
export function moved<T>(rows: readonly T[], index: number, by: 1 | -1): T[] {
  const row = rows[index];
  const target = index + by;
  if (row === undefined || target < 0 || target >= rows.length) {
    return [...rows];
  }
  return rows.toSpliced(index, 1).toSpliced(target, 0, row);
}
