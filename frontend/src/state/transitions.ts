/** Transitions by key and in the inspector. */
import { cutNear, setTransition } from '../model/edits/transitions';
import type { Transition } from '../model/transitions';
import type { Clip } from '../model/types';
import { say } from '../words/words';
import { usePlayback } from './playback';
import { edit, useProject } from './project';
import { useSelection } from './selection';
import { sourceLength } from './sources';
import { toast } from './toasts';

export function adjustTransition(clip: Clip, change: Partial<Transition> | null): void {
  const { reading } = useProject.getState();
  edit(setTransition(reading, clip, change, sourceLength));
}

/** A dissolve at the cut nearest to the playhead, or the selected clip's; none again where there is one. */
export function toggleTransition(): void {
  const clip = cutNear(useProject.getState().reading, usePlayback.getState().time, useSelection.getState().clips);
  if (!clip) {
    toast(say('A transition needs two clips that touch on an open video track.'));
    return;
  }
  adjustTransition(clip, clip.transition ? null : {});
  useSelection.getState().select([clip.id]);
}
