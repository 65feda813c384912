import { addTicks, subTicks, type Ticks, ticks } from '../../time/time';
import type { Patch } from '../document';
import { clipEnd, findTrack, isLocked, withLinked } from '../queries';
import type { Clip, Reading, Track } from '../types';
import { type ClipChanges, clearRange, merge, withChanges } from './place';

/**
 * Moves clips by `delta` ticks and `trackDelta` tracks of their own kind; linked clips move along in time and keep
 * their track. What lies under them is overwritten. Refused (an empty patch) when a locked track is touched.
 */
export function moveClips(reading: Reading, ids: string[], delta: Ticks, trackDelta = 0): Patch {
  const moving = withLinked(reading, ids);
  const earliest = Math.min(...moving.map((clip) => clip.start));
  if (!moving.length) return {};
  const by = ticks(Math.max(delta, -earliest));
  const chosen = new Set(ids);
  const targets = new Map<string, string>();
  for (const clip of moving)
    targets.set(clip.id, chosen.has(clip.id) ? shifted(reading, clip, trackDelta) : clip.track);
  if (moving.some((clip) => isLocked(reading, clip.track) || isLocked(reading, targets.get(clip.id) ?? ''))) return {};
  const except = new Set(moving.map((clip) => clip.id));
  // one after another, so that two clips dropped on one long clip cut it twice
  let clips: ClipChanges = {};
  for (const clip of moving) {
    const track = targets.get(clip.id) ?? clip.track;
    const start = addTicks(clip.start, by);
    const room = clearRange(withChanges(reading, clips), track, start, addTicks(start, clip.length), except);
    clips = merge(merge(clips, room), { [clip.id]: { start, track } });
  }
  return { clips };
}

function shifted(reading: Reading, clip: Clip, by: number): string {
  const kind = findTrack(reading, clip.track)?.kind;
  const same: Track[] = reading.tracks.filter((track) => track.kind === kind);
  const at = same.findIndex((track) => track.id === clip.track);
  return same[Math.min(same.length - 1, Math.max(0, at + by))]?.id ?? clip.track;
}

/** Removes clips (and what is linked to them) and closes the gap on their tracks. */
export function rippleDelete(reading: Reading, ids: string[]): Patch {
  const gone = withLinked(reading, ids).filter((clip) => !isLocked(reading, clip.track));
  const clips: ClipChanges = {};
  for (const clip of reading.clips) {
    if (gone.includes(clip)) {
      clips[clip.id] = null;
      continue;
    }
    const freed = gone
      .filter((other) => other.track === clip.track && clipEnd(other) <= clip.start)
      .reduce((sum, other) => addTicks(sum, other.length), ticks(0));
    if (freed) clips[clip.id] = { start: subTicks(clip.start, freed) };
  }
  return { clips };
}
