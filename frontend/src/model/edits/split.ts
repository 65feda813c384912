import { snapToFrame, type Ticks } from '../../time/time';
import { say } from '../../words/words';
import type { Patch } from '../document';
import { withLinked } from '../queries';
import type { Reading } from '../types';
import { Draft } from './draft';

/**
 * Cuts the clips that cover `at` in two: those in `ids` and their linked ones, or all on open tracks when `ids` is
 * empty.
 */
export function splitAt(reading: Reading, at: Ticks, ids: readonly string[] = []): Patch {
  const cut = snapToFrame(at, reading.settings.rate);
  const draft = new Draft(reading);
  const wanted = ids.length ? new Set(withLinked(reading, ids).map((clip) => clip.id)) : null;
  for (const track of draft.openTracks()) {
    const clip = draft.from(track.id, cut);
    if (clip && (!wanted || wanted.has(clip.id))) draft.split(track.id, cut);
  }
  return draft.patch(say('Split'));
}
