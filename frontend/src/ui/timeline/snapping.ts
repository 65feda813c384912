/** How near things pull each other while a hand moves them, and what they are pulled to beside the edges of clips. */
import { toTicks } from '../../gestures/scale';
import { useMarks } from '../../state/marks';
import { usePlayback } from '../../state/playback';
import { useProject } from '../../state/project';
import { type Ticks, ticks } from '../../time/time';
import { useTimelineView } from './view';

const SNAP_PIXELS = 8;

/** 0 while snapping is off, or suspended by Ctrl or Cmd. */
export function reach(event: { metaKey: boolean; ctrlKey: boolean }): Ticks {
  const { snapping: on, zoom } = useTimelineView.getState();
  return on && !event.metaKey && !event.ctrlKey ? toTicks(SNAP_PIXELS, zoom) : ticks(0);
}

/** The playhead, markers, in and out. */
export function snapPoints(): Ticks[] {
  const { marks } = useMarks.getState();
  const { markers } = useProject.getState().reading;
  const marked = [marks.in, marks.out].filter((at) => at !== null);
  return [usePlayback.getState().time, ...markers.map((marker) => marker.at), ...marked];
}
