/** Speed, direction and frozen frames, of the inspector's clips and by keys. */
import { freezeFrame, reverseClips, setSpeed } from '../model/edits/speed';
import { activeClips } from '../model/queries';
import type { Clip } from '../model/types';
import { say } from '../words/words';
import { assetOf } from './assets';
import { pause, usePlayback } from './playback';
import { edit, useProject } from './project';
import { useSelection } from './selection';
import { sourceLength } from './sources';
import { toast } from './toasts';

const readingNow = () => useProject.getState().reading;
const idsOf = (clips: readonly Clip[]) => clips.map((clip) => clip.id);

export const changeSpeed = (clips: readonly Clip[], speed: number): boolean =>
  edit(setSpeed(readingNow(), idsOf(clips), speed, sourceLength));

export const reverse = (clips: readonly Clip[]): boolean =>
  edit(reverseClips(readingNow(), idsOf(clips), sourceLength));

/** The selected clips. */
export function reverseSelected(): void {
  const ids = useSelection.getState().clips;
  if (!edit(reverseClips(readingNow(), ids, sourceLength)))
    toast(say('Select a film or its sound on an open track first.'));
}

/** The film under the playhead: a selected one, or the front one. */
export function freezeHere(): void {
  pause();
  const reading = readingNow();
  const { time } = usePlayback.getState();
  const videos = new Set(reading.tracks.filter(({ kind, locked }) => kind === 'video' && !locked).map(({ id }) => id));
  const films = activeClips(reading, time).filter(
    (clip) => videos.has(clip.track) && clip.still === null && assetOf(clip.asset)?.kind === 'video',
  );
  const clip = films.find(({ id }) => useSelection.getState().clips.includes(id)) ?? films.at(-1);
  const patch = clip ? freezeFrame(reading, clip.id, time) : {};
  if (!edit(patch)) {
    toast(say('No film lies under the playhead to freeze.'));
    return;
  }
  const still = Object.entries(patch.clips ?? {}).find(([, change]) => typeof change?.still === 'number');
  if (still) useSelection.getState().select([still[0]]);
}
