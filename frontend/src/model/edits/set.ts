/** Setting properties. */
import type { Patch } from '../document';
import { findClip, isLocked } from '../queries';
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
export const setTrackFlag = (_reading: Reading, id: string, flag: Flag, value: boolean): Patch => ({
  tracks: { [id]: { [flag]: value } as Partial<Track> },
});

export const setSettings = (_reading: Reading, change: Partial<Settings>): Patch => ({ settings: change });
