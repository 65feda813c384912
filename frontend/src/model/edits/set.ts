/** Setting properties. */
import type { Patch } from '../document';
import { findClip, findTrack, isLocked } from '../queries';
import type { ClipAudio, Reading, Settings, Track, Transform } from '../types';

export function setTransform(reading: Reading, id: string, change: Partial<Transform>): Patch {
  const clip = findClip(reading, id);
  if (!clip || isLocked(reading, clip.track)) return {};
  return { clips: { [id]: { transform: { ...clip.transform, ...change } } } };
}

export function setAudio(reading: Reading, id: string, change: Partial<ClipAudio>): Patch {
  const clip = findClip(reading, id);
  if (!clip || isLocked(reading, clip.track)) return {};
  return { clips: { [id]: { audio: { ...clip.audio, ...change } } } };
}

type Flag = 'muted' | 'solo' | 'locked' | 'hidden';
/** Nothing for a track that is gone: a patch would bring it back as a bare row. */
export const setTrackFlag = (reading: Reading, id: string, flag: Flag, value: boolean): Patch =>
  findTrack(reading, id) ? { tracks: { [id]: { [flag]: value } as Partial<Track> } } : {};

export const setSettings = (_reading: Reading, change: Partial<Settings>): Patch => ({ settings: change });
