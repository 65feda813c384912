/** Making room on a track: whatever lies under a placed clip is trimmed, split or removed, as editors overwrite. */
import { addTicks, subTicks, type Ticks } from '../../time/time';
import type { Patch } from '../document';
import { clipEnd, clipsOnTrack } from '../queries';
import type { Clip, Reading } from '../types';

export type ClipChanges = NonNullable<Patch['clips']>;

/** `clip` from `at` on: its source moves along with its start. */
export const tail = (clip: Clip, at: Ticks): Partial<Clip> => {
  const cut = subTicks(at, clip.start);
  return { start: at, length: subTicks(clip.length, cut), in: addTicks(clip.in, cut) };
};

/** Changes that free start..end on `track`, leaving the clips in `except` alone. */
export function clearRange(
  reading: Reading,
  track: string,
  start: Ticks,
  end: Ticks,
  except: Set<string>,
): ClipChanges {
  const changes: ClipChanges = {};
  for (const clip of clipsOnTrack(reading, track)) {
    if (except.has(clip.id) || clipEnd(clip) <= start || clip.start >= end) continue;
    const before = clip.start < start;
    const after = clipEnd(clip) > end;
    if (before) changes[clip.id] = { length: subTicks(start, clip.start) };
    if (after && before) {
      const id = crypto.randomUUID();
      changes[id] = { ...clip, id, ...tail(clip, end) };
    } else if (after) changes[clip.id] = tail(clip, end);
    else if (!before) changes[clip.id] = null;
  }
  return changes;
}

/** `changes` and then `more`, as one. */
export function merge(changes: ClipChanges, more: ClipChanges): ClipChanges {
  const merged = { ...changes };
  for (const [id, change] of Object.entries(more)) merged[id] = change && { ...merged[id], ...change };
  return merged;
}

/** The reading as it would be with `changes`; order and overlaps are not looked at. */
export function withChanges(reading: Reading, changes: ClipChanges): Reading {
  const known = new Map(reading.clips.map((clip) => [clip.id, clip]));
  for (const [id, change] of Object.entries(changes)) {
    const before = known.get(id);
    if (change === null) known.delete(id);
    else if (before) known.set(id, { ...before, ...change });
    else known.set(id, change as Clip);
  }
  return { ...reading, clips: [...known.values()] };
}

/** True when nothing but `except` lies in start..end of `track`. */
export const isFree = (reading: Reading, track: string, start: Ticks, end: Ticks, except: Set<string>): boolean =>
  clipsOnTrack(reading, track).every((clip) => except.has(clip.id) || clipEnd(clip) <= start || clip.start >= end);
