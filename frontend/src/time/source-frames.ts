/**
 * Frames of a source and their times: by its frame table where there is one (phones vary their rate), else by its rate.
 * Twin of editor/lib/timebase.py's frame_in_table, on tests/vectors/time.json.
 */
import { addTicks, frameToTicks, type Rate, type Ticks, ticks, ticksToFrame } from './time';

/** A file's clock may be as coarse as a millisecond: a frame that begins a rounding later than asked has begun. */
const CLOCK = ticks(423_360);

/** What is known of a source's frames. A rate of 0 or a count of 0: nothing yet. */
export interface SourceFrames {
  rate: Rate;
  frame_count?: number;
  frameTicks?: ArrayLike<number> | null;
}

/** Frame shown at `at` of the source, within its first and, where that is known, its last. */
export function frameAt(source: SourceFrames, at: Ticks): number {
  const last = source.frame_count ? source.frame_count - 1 : Number.MAX_SAFE_INTEGER;
  const table = source.frameTicks;
  if (!table?.length) return source.rate[0] ? Math.min(last, Math.max(0, ticksToFrame(at, source.rate))) : 0;
  let low = 0;
  let high = table.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((table[middle] as number) <= at + CLOCK) low = middle + 1;
    else high = middle;
  }
  return Math.min(last, Math.max(0, low - 1));
}

/** First tick of a source's frame. */
export function frameStart(source: SourceFrames, frame: number): Ticks {
  const at = source.frameTicks?.[frame];
  return at === undefined ? frameToTicks(frame, source.rate) : ticks(at);
}

/** A time well within the frame shown at `at`, since files round their frames' times to their own clocks. */
export function frameMiddle(source: SourceFrames, at: Ticks): Ticks {
  const table = source.frameTicks;
  // the rate alone does not tell the times of a variable one
  if (!table?.length) return addTicks(at, CLOCK);
  const frame = Math.min(frameAt(source, at), table.length - 1);
  const [begin, end] = [table[frame] as number, table[frame + 1]];
  return ticks(end === undefined ? begin + CLOCK : (begin + end) / 2);
}
