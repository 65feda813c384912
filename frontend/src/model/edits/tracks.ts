/** Tracks: added, removed, named, switched, put in another order. */
import { generateKeyBetween } from 'fractional-indexing';
import { say } from '../../words/words';
import type { Patch } from '../document';
import { GAIN } from '../params';
import { findTrack } from '../queries';
import { RECOVERED } from '../reading';
import type { Reading, Track, TrackKind } from '../types';
import { isKey, newTrack } from './add';

export type TrackFlag = 'muted' | 'solo' | 'locked' | 'hidden';

export function addTrack(reading: Reading, kind: TrackKind): Patch {
  const track = newTrack(reading.tracks, kind);
  return { label: say('Add track'), tracks: { [track.id]: track } };
}

/**
 * Removes a track and the clips on it. Refused for a locked one and for the last of its kind. Its row stays, so that the
 * track comes back where somebody else puts a clip on it at the same time.
 */
export function removeTrack(reading: Reading, id: string): Patch {
  const track = findTrack(reading, id);
  const alone = reading.tracks.filter((other) => other.kind === track?.kind).length < 2;
  if (!track || track.locked || alone) return {};
  const gone = reading.clips.filter((clip) => clip.track === id).map((clip) => [clip.id, null]);
  return { label: say('Remove track'), tracks: { [id]: { removed: true } }, clips: Object.fromEntries(gone) };
}

/** Puts a track `steps` places up among those of its kind: later in drawing order. */
export function moveTrack(reading: Reading, id: string, steps: number): Patch {
  const track = findTrack(reading, id);
  const others = reading.tracks.filter((other) => other.kind === track?.kind && other.id !== id);
  const from = reading.tracks.filter((other) => other.kind === track?.kind).findIndex((other) => other.id === id);
  const to = Math.min(others.length, Math.max(0, from + steps));
  if (!track || to === from) return {};
  const keys = orders(others);
  const order = generateKeyBetween(keys[to - 1] ?? null, keys[to] ?? null);
  // tracks whose keys were missing or equal get theirs now, or none could be put between them
  const mended = others.flatMap((other, index) =>
    other.order === keys[index] ? [] : [[other.id, rowOf(other, { order: keys[index] ?? '' })]],
  );
  return { label: say('Move track'), tracks: { ...Object.fromEntries(mended), [id]: rowOf(track, { order }) } };
}

/** What is written of a changed track: the one that the reading made up becomes one like others. */
const rowOf = (track: Track, fields: Partial<Track>): Partial<Track> =>
  track.id === RECOVERED ? { ...track, ...fields } : fields;

/** The tracks' keys, where they ascend; else fresh ones. */
function orders(tracks: readonly Track[]): string[] {
  const keys = tracks.map((track) => track.order);
  if (keys.every((key, index) => isKey(key) && (index === 0 || (keys[index - 1] as string) < key))) return keys;
  let last: string | null = null;
  return tracks.map(() => {
    last = generateKeyBetween(last, null);
    return last;
  });
}

const SAYS: Record<TrackFlag, [on: string, off: string]> = {
  muted: [say('Mute track'), say('Unmute track')],
  solo: [say('Solo track'), say('End solo')],
  locked: [say('Lock track'), say('Unlock track')],
  hidden: [say('Hide track'), say('Show track')],
};

/** Nothing for a track that is gone: a patch would bring it back as a bare row. */
function change(reading: Reading, id: string, label: string, fields: Partial<Track>): Patch {
  const track = findTrack(reading, id);
  return track ? { label, tracks: { [id]: rowOf(track, fields) } } : {};
}

export const setTrackFlag = (reading: Reading, id: string, flag: TrackFlag, value: boolean): Patch =>
  change(reading, id, SAYS[flag][value ? 0 : 1], { [flag]: value });

export const setTrackGain = (reading: Reading, id: string, gain: number): Patch =>
  change(reading, id, say('Track volume'), { gain: Math.min(GAIN.high, Math.max(GAIN.low, gain)) });

export const renameTrack = (reading: Reading, id: string, name: string): Patch =>
  change(reading, id, say('Rename track'), { name });
