import { clipEnd } from '../model/queries';
import type { Reading } from '../model/types';
import { subTicks, type Ticks, ticks } from '../time/time';

export interface Snap {
  /** what to add so that the edge lies on the target */
  shift: Ticks;
  /** the target, where the snap line is drawn */
  at: Ticks;
}

/** Edges of all clips but those in `except`, the beginning and `also` (the playhead, say), sorted. */
export function snapTargets(reading: Reading, except: ReadonlySet<string>, also: readonly Ticks[] = []): Ticks[] {
  const found = new Set<Ticks>([ticks(0), ...also]);
  for (const clip of reading.clips) {
    if (except.has(clip.id)) continue;
    found.add(clip.start);
    found.add(clipEnd(clip));
  }
  return [...found].sort((a, b) => a - b);
}

/** The smallest shift that lays one of `edges` on a target, or null when none is within `reach`. */
export function nearestSnap(edges: readonly Ticks[], targets: readonly Ticks[], reach: Ticks): Snap | null {
  let best: Snap | null = null;
  for (const edge of edges) {
    for (const at of closest(targets, edge)) {
      const shift = subTicks(at, edge);
      if (Math.abs(shift) <= reach && (!best || Math.abs(shift) < Math.abs(best.shift))) best = { shift, at };
    }
  }
  return best;
}

/** The targets just before and just after `at`: a binary search, since long timelines have thousands. */
function closest(targets: readonly Ticks[], at: Ticks): Ticks[] {
  let low = 0;
  let high = targets.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((targets[middle] as Ticks) < at) low = middle + 1;
    else high = middle;
  }
  return [targets[low - 1], targets[low]].filter((target) => target !== undefined);
}
