import { say } from '../../words/words';
import type { Patch } from '../document';
import { withLinked } from '../queries';
import type { Reading } from '../types';
import { Draft } from './draft';

/** Removes clips and what is linked to them, leaving a gap. Clips on locked tracks stay. */
export function deleteClips(reading: Reading, ids: readonly string[], label = say('Delete')): Patch {
  const draft = new Draft(reading);
  const gone = withLinked(reading, ids).filter((clip) => draft.isOpen(clip.track));
  draft.remove(gone.map((clip) => clip.id));
  return draft.patch(label);
}
