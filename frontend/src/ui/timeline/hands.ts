/** Binds pointers on clips to gestures: they show by the view's shapes, and commit one edit when they end. */
import type { PointerEvent as ReactPointerEvent } from 'react';
import { Drag, type Moved } from '../../gestures/drag';
import { follow } from '../../gestures/follow';
import type { Looks } from '../../gestures/peek';
import { fading, sliding, slipping, transiting, trimming } from '../../gestures/reshape';
import { deltaTicks } from '../../gestures/scale';
import { splitAt } from '../../model/edits/split';
import type { Edge, TrimMode } from '../../model/edits/trim';
import { clipsBetween, isLocked, withCompany, withLinked } from '../../model/queries';
import type { Clip } from '../../model/types';
import { actingReading, holdClip } from '../../state/editing';
import { edit, useProject } from '../../state/project';
import { useSelection } from '../../state/selection';
import { sourceLength } from '../../state/sources';
import { addTicks } from '../../time/time';
import { commitMove } from './actions';
import { reshape } from './reshaping';
import { reach, snapPoints } from './snapping';
import type { Surface } from './surface';
import { type Shape, settle, useTimelineView } from './view';

const readingNow = () => useProject.getState().reading;

/** By what is selected by then: a clip selected alone goes alone. */
const editable = (clip: Clip) => {
  const reading = actingReading();
  return withLinked(reading, [clip.id]).every((each) => !isLocked(reading, each.track));
};

/** Presses on a clip: a click selects, a drag does what the tool in hand does. */
export function grabClip(surface: Surface, event: ReactPointerEvent, clip: Clip, readOnly: boolean): void {
  if (event.button !== 0) return;
  event.stopPropagation();
  const { tool } = useTimelineView.getState();
  if (tool === 'razor' && !readOnly) {
    edit(splitAt(readingNow(), surface.time(event), event.shiftKey ? [] : [clip.id]));
    return;
  }
  const was = useSelection.getState().clips.includes(clip.id);
  const adding = pick(event, clip, was);
  // a finger scrolls the timeline unless it takes a clip that is already selected
  if (readOnly || !editable(clip) || (event.pointerType === 'touch' && !was)) return;
  const looking = (looks: Looks) => ({ clip, looks });
  if (tool === 'slip') reshape(surface, event.nativeEvent, slipping(clip, sourceLength), looking({ kind: 'slip' }));
  else if (tool === 'slide')
    reshape(surface, event.nativeEvent, sliding(clip, sourceLength), looking({ kind: 'slide' }));
  else moveClip(surface, event.nativeEvent, clip, () => !adding && was && pick(event, clip, false));
}

/**
 * Selects by one press: Shift up to here, Ctrl or Cmd one more or less, Alt without its group and what is linked to it.
 * The pressed clip is the last one of the selection: the next Shift-click measures from there. Says if it added.
 */
function pick(event: ReactPointerEvent, clip: Clip, keep: boolean): boolean {
  const selection = useSelection.getState();
  const reading = readingNow();
  const mine = event.altKey ? [clip.id] : withCompany(reading, [clip.id]).reverse();
  if (event.ctrlKey || event.metaKey) {
    const rest = selection.clips.filter((id) => !mine.includes(id));
    selection.select(selection.clips.includes(clip.id) ? rest : [...rest, ...mine]);
    return true;
  }
  const from = selection.clips.at(-1);
  if (event.shiftKey && from) {
    // the one the range began at stays last
    const range = withCompany(reading, clipsBetween(reading, from, clip.id));
    selection.select([...range.filter((id) => id !== from), from]);
    return true;
  }
  if (!keep) selection.select(mine, event.altKey);
  return false;
}

function moveClip(surface: Surface, press: PointerEvent, clip: Clip, clicked: () => void): void {
  const origin = surface.x(press);
  let drag: Drag | undefined;
  let stop: (() => void) | undefined;
  let last = press;
  const show = () => {
    if (!drag) return;
    const { zoom } = useTimelineView.getState();
    showMoved(drag, drag.move(deltaTicks(surface.x(last) - origin, zoom), surface.track(last), reach(last)));
  };
  follow(press, {
    enter() {
      const ids = useSelection.getState().clips;
      drag = new Drag(actingReading(), ids.includes(clip.id) ? ids : [clip.id], clip.id, snapPoints());
      stop = surface.scrollAtEdges(press, () => last, show);
    },
    move(moved) {
      last = moved;
      show();
    },
    end(lifted) {
      stop?.();
      const moved = drag?.end();
      if (drag && moved) commitMove(drag, moved, lifted.altKey);
      settle();
    },
    cancel() {
      stop?.();
      settle();
    },
    click: clicked,
  });
}

function showMoved(drag: Drag, moved: Moved): void {
  const shapes: Record<string, Shape> = {};
  for (const clip of drag.clips) {
    const track = moved.tracks[clip.id] ?? clip.track;
    shapes[clip.id] = { start: addTicks(clip.start, moved.delta), length: clip.length, in: clip.in, track };
  }
  useTimelineView.setState({ shapes, snap: moved.snap });
}

/** Presses on a clip's edge: the tool in hand says how it trims; Shift ripples and Alt rolls with any. */
export function trimClip(surface: Surface, event: ReactPointerEvent, clip: Clip, edge: Edge): void {
  if (event.button !== 0) return;
  const { tool } = useTimelineView.getState();
  if (tool === 'razor' || tool === 'slip' || tool === 'slide') return;
  event.stopPropagation();
  holdClip(clip.id);
  if (!editable(clip)) return;
  const held: TrimMode = event.shiftKey ? 'ripple' : event.altKey ? 'roll' : 'trim';
  const mode = held === 'trim' && tool !== 'select' ? tool : held;
  const looking = { clip, looks: { kind: 'trim', edge, mode } as const };
  reshape(surface, event.nativeEvent, trimming(clip, edge, mode, sourceLength), looking);
}

/** Presses on a clip's corner: drawn inwards it fades. */
export function fadeClip(surface: Surface, event: ReactPointerEvent, clip: Clip, edge: Edge): void {
  if (event.button !== 0) return;
  event.stopPropagation();
  holdClip(clip.id);
  if (!isLocked(readingNow(), clip.track)) reshape(surface, event.nativeEvent, fading(clip, edge));
}

/** Presses on the end of a clip's transition. */
export function stretchTransition(surface: Surface, event: ReactPointerEvent, clip: Clip): void {
  if (event.button !== 0) return;
  event.stopPropagation();
  holdClip(clip.id);
  if (!isLocked(readingNow(), clip.track)) reshape(surface, event.nativeEvent, transiting(clip, sourceLength));
}
