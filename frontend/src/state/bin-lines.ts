/** The bin's rows in lines, as they are drawn: one by one in a list, side by side as tiles. */
import type { BinRow } from './bin-rows';

/** Folders have lines of their own, and what lies in a folder begins one, or it would seem to lie in the one before. */
export function linesOf(rows: readonly BinRow[], columns: number): BinRow[][] {
  const lines: BinRow[][] = [];
  for (const row of rows) {
    const line = lines.at(-1);
    const goesOn = line?.[0]?.kind === 'asset' && row.kind === 'asset' && !row.first && line.length < columns;
    if (goesOn) line.push(row);
    else lines.push([row]);
  }
  return lines;
}

export const lineOf = (lines: readonly BinRow[][], id: string): number =>
  lines.findIndex((line) => line.some((row) => row.id === id));

/** The row so many lines on, in the same column where there is one; the last or first line at most. */
export function across(lines: readonly BinRow[][], id: string, by: number): string | undefined {
  const from = lineOf(lines, id);
  const line = lines[Math.min(lines.length - 1, Math.max(0, from + by))];
  const column = lines[from]?.findIndex((row) => row.id === id) ?? 0;
  return line?.[Math.min(column, line.length - 1)]?.id;
}
