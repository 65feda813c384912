import { addTicks, frameToTicks, subTicks, type Ticks, ticks } from '../../time/time';
import type { Patch } from '../document';
import { clipEnd, isLocked, withLinked } from '../queries';
import type { Clip, Reading } from '../types';
import { type ClipChanges, clearRange } from './place';

/**
 * Moves a clip's in point so that it starts at `to`. Bounded by its source's start and one frame before its end.
 * `still`: the source has no times (a picture), so that nothing but the timeline's beginning bounds it.
 */
export function trimStart(reading: Reading, id: string, to: Ticks, still = false): Patch {
  return trim(reading, id, (clip, frame) => {
    const low = Math.max(0, clip.kind === 'media' && !still ? clip.start - clip.in : 0);
    const start = ticks(Math.max(low, Math.min(to, clipEnd(clip) - frame)));
    const delta = subTicks(start, clip.start);
    return { start, length: subTicks(clip.length, delta), in: ticks(Math.max(0, clip.in + delta)) };
  });
}

/** Moves a clip's end to `to`. `sourceLength`: ticks of its source, null where it has no end (pictures, colours). */
export function trimEnd(reading: Reading, id: string, to: Ticks, sourceLength: Ticks | null): Patch {
  return trim(reading, id, (clip, frame) => {
    const high = sourceLength === null ? Number.MAX_SAFE_INTEGER : clip.start + Math.max(frame, sourceLength - clip.in);
    const end = ticks(Math.min(Math.max(to, clip.start + frame), high));
    return { start: clip.start, length: subTicks(end, clip.start), in: clip.in };
  });
}

type Edge = Pick<Clip, 'start' | 'length' | 'in'>;

function trim(reading: Reading, id: string, edge: (clip: Clip, frame: Ticks) => Edge): Patch {
  const frame = frameToTicks(1, reading.settings.rate);
  const all = withLinked(reading, [id]);
  const chosen = all.find((clip) => clip.id === id);
  if (!chosen || all.some((clip) => isLocked(reading, clip.track))) return {};
  // only what shares the chosen clip's edges follows it
  const together = all.filter((clip) => clip.start === chosen.start && clip.length === chosen.length);
  const except = new Set(together.map((clip) => clip.id));
  const clips: ClipChanges = {};
  for (const clip of together) {
    const now = edge(clip, frame);
    Object.assign(clips, clearRange(reading, clip.track, now.start, addTicks(now.start, now.length), except));
    clips[clip.id] = now;
  }
  return { clips };
}
