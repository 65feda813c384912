/** Settling what the reading had to settle: until then the document keeps both people's work. */
import { say } from '../../words/words';
import type { Patch } from '../document';
import { findClip, findTrack, isLocked } from '../queries';
import { RECOVERED } from '../reading';
import type { Problem, Reading } from '../types';
import { newTrack } from './add';

/** Writes a clip as it is shown; one that is covered goes. */
export function settle(reading: Reading, { clip: id, kind }: Problem): Patch {
  if (kind === 'covered') return { label: say('Delete'), clips: { [id]: null } };
  const clip = findClip(reading, id);
  if (!clip) return {};
  const { track, start, length, in: from, speed } = clip;
  const recovered = findTrack(reading, RECOVERED);
  const tracks: Patch['tracks'] = track === RECOVERED && recovered ? { [RECOVERED]: recovered } : {};
  return { label: say('Keep as shown'), tracks, clips: { [id]: { track, start, length, in: from, speed } } };
}

/** Gives a clip that another lies over a new track, where it shows at its full length. */
export function bringOut(reading: Reading, { clip: id, by }: Problem): Patch {
  const over = findClip(reading, by);
  const kind = findTrack(reading, over?.track ?? '')?.kind;
  if (!over || !kind || isLocked(reading, over.track)) return {};
  const track = newTrack(reading.tracks, kind);
  return { label: say('Bring out'), tracks: { [track.id]: track }, clips: { [id]: { track: track.id } } };
}
