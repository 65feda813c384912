/** What the timeline's buttons, keys and gestures do to the project: each is one edit, one undo step. */
import type { Drag, Moved } from '../../gestures/drag';
import { zoomToFit } from '../../gestures/scale';
import { moveClips } from '../../model/edits/move';
import {
  addTrack,
  removeTrack,
  renameTrack,
  setTrackFlag,
  setTrackGain,
  type TrackFlag,
} from '../../model/edits/tracks';
import type { Track, TrackKind } from '../../model/types';
import { actingReading } from '../../state/editing';
import { usePlayback } from '../../state/playback';
import { edit, useProject } from '../../state/project';
import { useTimelineView, zoomTo } from './view';

const reading = () => useProject.getState().reading;

export const addTrackOf = (kind: TrackKind): boolean => edit(addTrack(reading(), kind));

export const toggleTrack = (track: Track, flag: TrackFlag): boolean =>
  edit(setTrackFlag(reading(), track.id, flag, !track[flag]));

export const nameTrack = (track: Track, name: string): boolean => edit(renameTrack(reading(), track.id, name));

export const turnTrack = (track: Track, gain: number): boolean => edit(setTrackGain(reading(), track.id, gain));

export const dropTrack = (track: Track): boolean => edit(removeTrack(reading(), track.id));

/** Clips of the grabbed one's kind take the new track; the others move in time alone. */
export function commitMove({ clips, kind }: Drag, { delta, steps }: Moved, copy: boolean): void {
  const ids = clips.map((clip) => clip.id);
  edit(moveClips(actingReading(), ids, delta, { steps, kind, copy }));
}

export function fitTimeline(): void {
  zoomTo(zoomToFit(usePlayback.getState().end, useTimelineView.getState().width));
}
