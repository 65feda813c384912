/** Frames of a source and their times: by its frame table where there is one (phones vary their rate), else by its rate. */
import { frameToTicks, type Rate, type Ticks, ticks, ticksToFrame } from '../../time/time';

export interface Source {
  rate: Rate;
  frame_count: number;
  frameTicks?: ArrayLike<number> | null;
}

/** Frame shown at `at` of the source, within its first and last. */
export function frameAt(source: Source, at: Ticks): number {
  const last = Math.max(0, source.frame_count - 1);
  const table = source.frameTicks;
  if ((!table || table.length === 0) && !source.rate[0]) return 0;
  if (!table || table.length === 0) return Math.min(last, Math.max(0, ticksToFrame(at, source.rate)));
  let low = 0;
  let high = table.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((table[middle] as number) <= at) low = middle + 1;
    else high = middle;
  }
  return Math.min(last, Math.max(0, low - 1));
}

/** First tick of a source's frame. */
export function frameStart(source: Source, frame: number): Ticks {
  const at = source.frameTicks?.[frame];
  return at === undefined ? frameToTicks(frame, source.rate) : ticks(at);
}
