import type { Patch } from '../document';
import { findClip } from '../queries';
import type { ClipMatte, Reading } from '../types';

/** Puts a matte on a clip, changes how it is used, or takes it off. Allowed on locked tracks: nothing moves. */
export function setMatte(reading: Reading, id: string, matte: ClipMatte | null): Patch {
  return findClip(reading, id) ? { clips: { [id]: { matte } } } : {};
}
