/** What the timeline's buttons, keys and gestures do to the project: each is one edit, one undo step. */
import type { Drag, Moved } from '../../gestures/drag';
import { zoomToFit } from '../../gestures/scale';
import { isEmpty } from '../../model/document';
import { deleteClips } from '../../model/edits/delete';
import { moveClips } from '../../model/edits/move';
import { rippleDelete } from '../../model/edits/ripple';
import { splitAt } from '../../model/edits/split';
import { addTrack, removeTrack, renameTrack, setTrackFlag, type TrackFlag } from '../../model/edits/tracks';
import type { Track, TrackKind } from '../../model/types';
import { pause, usePlayback } from '../../state/playback';
import { edit, useProject } from '../../state/project';
import { useSelection } from '../../state/selection';
import { toast } from '../../state/toasts';
import { useTimelineView, zoomTo } from './view';

const reading = () => useProject.getState().reading;

/** Cuts the selected clips under the playhead, or all that lie there when none of the selected does. */
export function splitAtPlayhead(): void {
  const { time } = usePlayback.getState();
  pause();
  const chosen = splitAt(reading(), time, useSelection.getState().clips);
  const patch = isEmpty(chosen) ? splitAt(reading(), time) : chosen;
  if (!edit(patch)) toast('Nothing lies under the playhead to split.');
}

export function deleteSelected(ripple: boolean): void {
  const { clips, clear } = useSelection.getState();
  if (!clips.length) return;
  const patch = ripple ? rippleDelete(reading(), clips) : deleteClips(reading(), clips);
  if (edit(patch)) clear();
  else toast('The selected clips are on locked tracks.');
}

export function selectAll(): void {
  useSelection.getState().select(reading().clips.map((clip) => clip.id));
}

export const addTrackOf = (kind: TrackKind): boolean => edit(addTrack(reading(), kind));

export const toggleTrack = (track: Track, flag: TrackFlag): boolean =>
  edit(setTrackFlag(reading(), track.id, flag, !track[flag]));

export const nameTrack = (track: Track, name: string): boolean => edit(renameTrack(reading(), track.id, name));

export const dropTrack = (track: Track): boolean => edit(removeTrack(reading(), track.id));

/** Clips of the grabbed one's kind take the new track; the others move in time alone. */
export function commitMove({ clips, kind }: Drag, { delta, steps }: Moved, copy: boolean): void {
  const ids = clips.map((clip) => clip.id);
  edit(moveClips(reading(), ids, delta, { steps, kind, copy }));
}

export function fitTimeline(): void {
  zoomTo(zoomToFit(usePlayback.getState().end, useTimelineView.getState().width));
}
