/** What the timeline's buttons, keys and gestures do to the project: each is one edit, one undo step. */
import type { Drag, Moved } from '../../gestures/drag';
import { zoomToFit } from '../../gestures/scale';
import type { Edge } from '../../gestures/trim';
import { addTrack } from '../../model/edits/add';
import { deleteClips } from '../../model/edits/delete';
import { moveClips, rippleDelete } from '../../model/edits/move';
import { setTrackFlag } from '../../model/edits/set';
import { splitAt } from '../../model/edits/split';
import { trimEnd, trimStart } from '../../model/edits/trim';
import { findTrack } from '../../model/queries';
import type { Clip, Track, TrackKind } from '../../model/types';
import { pause, usePlayback } from '../../state/playback';
import { edit, useProject } from '../../state/project';
import { useSelection } from '../../state/selection';
import { toast } from '../../state/toasts';
import type { Ticks } from '../../time/time';
import { useTimelineView, zoomTo } from './view';

export type TrackFlag = 'muted' | 'solo' | 'locked' | 'hidden';

const reading = () => useProject.getState().reading;

/** Cuts the selected clips under the playhead, or all that lie there when none of the selected does. */
export function splitAtPlayhead(): void {
  const { time } = usePlayback.getState();
  pause();
  const chosen = splitAt(reading(), time, useSelection.getState().clips);
  const patch = Object.keys(chosen.clips ?? {}).length ? chosen : splitAt(reading(), time);
  if (Object.keys(patch.clips ?? {}).length) edit(patch);
  else toast('Nothing lies under the playhead to split.');
}

export function deleteSelected(ripple: boolean): void {
  const { clips, clear } = useSelection.getState();
  if (!clips.length) return;
  const patch = ripple ? rippleDelete(reading(), clips) : deleteClips(reading(), clips);
  if (!Object.keys(patch.clips ?? {}).length) {
    toast('The selected clips are on locked tracks.');
    return;
  }
  edit(patch);
  clear();
}

export function selectAll(): void {
  useSelection.getState().select(reading().clips.map((clip) => clip.id));
}

export const addTrackOf = (kind: TrackKind): void => edit(addTrack(reading(), kind));

export const toggleTrack = (track: Track, flag: TrackFlag): void =>
  edit(setTrackFlag(reading(), track.id, flag, !track[flag]));

export const renameTrack = (track: Track, name: string): void => edit({ tracks: { [track.id]: { name } } });

/** Removes a track that has no clips. */
export const removeTrack = (track: Track): void => edit({ tracks: { [track.id]: null } });

/** Clips of the grabbed one's kind take the new track; the others of the selection move in time alone. */
export function commitMove(drag: Drag, { delta, steps }: Moved): void {
  const now = reading();
  const kindOf = (clip: Clip) => findTrack(now, clip.track)?.kind;
  const lead = drag.clips.filter((clip) => kindOf(clip) === drag.kind);
  const links = new Set(lead.map((clip) => clip.link).filter(Boolean));
  const rest = drag.clips.filter((clip) => !lead.includes(clip) && !links.has(clip.link));
  const ids = (clips: Clip[]) => clips.map((clip) => clip.id);
  edit({
    clips: {
      ...moveClips(now, ids(lead), delta, steps).clips,
      ...(rest.length ? moveClips(now, ids(rest), delta).clips : {}),
    },
  });
}

export function commitTrim(clip: Clip, edge: Edge, at: Ticks, source: Ticks | null): void {
  edit(edge === 'start' ? trimStart(reading(), clip.id, at, source === null) : trimEnd(reading(), clip.id, at, source));
}

export function fitTimeline(): void {
  zoomTo(zoomToFit(usePlayback.getState().end, useTimelineView.getState().width));
}
