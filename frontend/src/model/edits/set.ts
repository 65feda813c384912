/** Setting properties. */
import type { Patch } from '../document';
import { findClip, isLocked } from '../queries';
import type { Reading, Transform } from '../types';

export function setTransform(reading: Reading, id: string, change: Partial<Transform>): Patch {
  const clip = findClip(reading, id);
  if (!clip || isLocked(reading, clip.track)) return {};
  return { label: 'Transform', clips: { [id]: { transform: { ...clip.transform, ...change } } } };
}
