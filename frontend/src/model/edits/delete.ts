import type { Patch } from '../document';
import { isLocked, withLinked } from '../queries';
import type { Reading } from '../types';

/** Removes clips and what is linked to them, leaving a gap. Clips on locked tracks stay. */
export function deleteClips(reading: Reading, ids: string[]): Patch {
  const gone = withLinked(reading, ids).filter((clip) => !isLocked(reading, clip.track));
  return { clips: Object.fromEntries(gone.map((clip) => [clip.id, null])) };
}
