/** Which clips an export draws or plays. Twin of editor/render/shown.py. */
import type { Clip, Reading } from '../model/types';
import { heardTracks } from './heard';

/** What lies on tracks that are seen or heard; footage that only others show may be missing. */
export function shownClips(reading: Reading): Clip[] {
  const heard = heardTracks(reading);
  const seen = new Set(reading.tracks.filter(({ kind, hidden }) => kind === 'video' && !hidden).map(({ id }) => id));
  const isHeard = (clip: Clip) => heard.has(clip.track) && clip.kind === 'media' && clip.still === null;
  return reading.clips.filter((clip) => seen.has(clip.track) || isHeard(clip));
}
