/** How far the sound of some seconds of a source goes, from the most that is known of it. */
import { OUTLINE_RATE } from '../../engine/outline';
import { type Outlines, PIECE_S, pieceName } from '../../state/outlines';

/** -1..1 of full scale, lowest first */
export type Reach = readonly [low: number, high: number];

const PIECE = PIECE_S * OUTLINE_RATE;

/** By the sound itself; null while it is not read. */
export function outlineBetween(outlines: Outlines, asset: string, from: number, to: number): Reach | null {
  const first = Math.max(0, Math.floor(from * OUTLINE_RATE));
  const past = Math.max(first + 1, Math.floor(to * OUTLINE_RATE));
  let [low, high] = [0, 0];
  for (let at = first; at < past; ) {
    const piece = Math.floor(at / PIECE);
    const outline = outlines.get(pieceName(asset, piece));
    if (!outline) return null;
    for (const end = Math.min(past, (piece + 1) * PIECE); at < end; at++) {
      low = Math.min(low, outline.low[at % PIECE] as number);
      high = Math.max(high, outline.high[at % PIECE] as number);
    }
  }
  return [low / 127, high / 127];
}

/** By peaks of 0..255, `rate` a second: the loudest in sight, or where one is wider than that what lies between two. */
export function peakBetween(peaks: ArrayLike<number>, rate: number, from: number, to: number): Reach {
  let most = 0;
  if ((to - from) * rate >= 1) {
    const past = Math.floor(to * rate);
    for (let at = Math.max(0, Math.floor(from * rate)); at < past; at++) most = Math.max(most, peaks[at] ?? 0);
  } else {
    const at = ((from + to) / 2) * rate - 0.5; // a peak stands for its middle
    const [one, share] = [Math.floor(at), at - Math.floor(at)];
    most = (peaks[one] ?? 0) * (1 - share) + (peaks[one + 1] ?? 0) * share;
  }
  return [-most / 255, most / 255];
}
