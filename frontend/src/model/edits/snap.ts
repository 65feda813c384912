import { type Ticks, ticks } from '../../time/time';
import { clipEnd } from '../queries';
import type { Reading } from '../types';

/**
 * The nearest edge, playhead or zero within `tolerance` of `candidate`; otherwise `candidate` itself and no line.
 * `except`: clips whose own edges do not count.
 */
export function snapTicks(
  reading: Reading,
  candidate: Ticks,
  except: Set<string>,
  tolerance: Ticks,
  playhead: Ticks,
): { ticks: Ticks; line: Ticks | null } {
  const edges = reading.clips.filter((clip) => !except.has(clip.id)).flatMap((clip) => [clip.start, clipEnd(clip)]);
  let best: Ticks | null = null;
  for (const edge of [ticks(0), playhead, ...edges]) {
    const gap = Math.abs(edge - candidate);
    if (gap <= tolerance && (best === null || gap < Math.abs(best - candidate))) best = edge;
  }
  return { ticks: best ?? candidate, line: best };
}
