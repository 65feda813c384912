/** Music under speech, by what is known of the footage's loudness. */
import { duckClips } from '../model/edits/duck';
import type { Clip } from '../model/types';
import { say } from '../words/words';
import { assetOf } from './assets';
import { edit, useProject } from './project';
import { toast } from './toasts';

export function duck(clips: readonly Clip[]): void {
  const peaksOf = (id: string) => {
    const { peaks, peaksRate = 100 } = assetOf(id) ?? {};
    return peaks ? { peaks, rate: peaksRate } : null;
  };
  const ids = clips.map(({ id }) => id);
  if (!edit(duckClips(useProject.getState().reading, ids, peaksOf)))
    toast(say('Nothing is heard on other audio tracks while this plays.'));
}
