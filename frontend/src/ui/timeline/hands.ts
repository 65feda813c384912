/** Binds pointers on the timeline to gestures: they show by the view's shapes, and commit one edit when they end. */
import type { PointerEvent as ReactPointerEvent } from 'react';
import { Drag, type Moved } from '../../gestures/drag';
import { follow } from '../../gestures/follow';
import { Marquee } from '../../gestures/marquee';
import { deltaTicks, toTicks } from '../../gestures/scale';
import { Scrub } from '../../gestures/scrub';
import { type Edge, Trim } from '../../gestures/trim';
import { clipEnd, isLocked, withLinked } from '../../model/queries';
import type { Clip } from '../../model/types';
import { useAssets } from '../../state/assets';
import { pause, seek, usePlayback } from '../../state/playback';
import { useProject } from '../../state/project';
import { useSelection } from '../../state/selection';
import { addTicks, ticks } from '../../time/time';
import { commitMove, commitTrim } from './actions';
import type { Surface } from './surface';
import { type Shape, settle, useTimelineView } from './view';

const SNAP_PIXELS = 8;

const snapping = (event: PointerEvent) => {
  const { snapping: on, zoom } = useTimelineView.getState();
  return on && !event.metaKey && !event.ctrlKey ? toTicks(SNAP_PIXELS, zoom) : ticks(0);
};
const editable = (clip: Clip) => {
  const { reading } = useProject.getState();
  return withLinked(reading, [clip.id]).every((each) => !isLocked(reading, each.track));
};

/** Presses on a clip: a click selects, a drag moves the selection. */
export function grabClip(surface: Surface, event: ReactPointerEvent, clip: Clip, readOnly: boolean): void {
  if (event.button !== 0) return;
  event.stopPropagation();
  const selection = useSelection.getState();
  const adding = event.shiftKey || event.ctrlKey || event.metaKey;
  const was = selection.clips.includes(clip.id);
  if (adding) selection.toggle(clip.id);
  else if (!was) selection.select([clip.id]);
  // a finger scrolls the timeline unless it takes a clip that is already selected
  if (readOnly || !editable(clip) || (event.pointerType === 'touch' && !was)) return;

  const press = event.nativeEvent;
  const origin = surface.x(press);
  let drag: Drag | undefined;
  let stop: (() => void) | undefined;
  let last: PointerEvent = press;
  const show = () => {
    if (!drag) return;
    const { zoom } = useTimelineView.getState();
    showMoved(drag, drag.move(deltaTicks(surface.x(last) - origin, zoom), surface.track(last)));
  };
  follow(press, {
    enter(moved) {
      const ids = useSelection.getState().clips;
      const { reading } = useProject.getState();
      const taken = ids.includes(clip.id) ? ids : [clip.id];
      drag = new Drag(reading, taken, clip.id, { reach: snapping(moved), targets: [usePlayback.getState().time] });
      stop = surface.scrollAtEdges(() => last, show);
    },
    move(moved) {
      last = moved;
      show();
    },
    end() {
      stop?.();
      const moved = drag?.end();
      if (drag && moved) commitMove(drag, moved);
      settle();
    },
    cancel() {
      stop?.();
      drag?.cancel();
      settle();
    },
    click() {
      if (!adding && was) useSelection.getState().select([clip.id]);
    },
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

/** Presses on a clip's edge. */
export function trimClip(surface: Surface, event: ReactPointerEvent, clip: Clip, edge: Edge): void {
  if (event.button !== 0) return;
  event.stopPropagation();
  useSelection.getState().select([clip.id]);
  const asset = useAssets.getState().assets[clip.asset];
  const still = clip.kind !== 'media' || asset?.kind === 'image';
  if (!editable(clip)) return;
  // a source of unknown length gives no more than what the clip shows already
  const known = asset?.duration || addTicks(clip.in, clip.length);
  const source = still ? null : known;
  const press = event.nativeEvent;
  const { reading } = useProject.getState();
  const trim = new Trim(reading, clip, edge, {
    reach: snapping(press),
    targets: [usePlayback.getState().time],
    source,
  });
  const from = edge === 'start' ? clip.start : clipEnd(clip);
  const origin = surface.x(press);
  follow(
    press,
    {
      move(moved) {
        const { zoom } = useTimelineView.getState();
        const { at, snap } = trim.move(addTicks(from, deltaTicks(surface.x(moved) - origin, zoom)));
        const shapes = Object.fromEntries(
          trim.clips.map((each) => [each.id, { ...trim.shape(each, at), track: each.track }]),
        );
        useTimelineView.setState({ shapes, snap });
      },
      end() {
        const at = trim.end();
        if (at !== null) commitTrim(clip, edge, at, source);
        settle();
      },
      cancel() {
        trim.cancel();
        settle();
      },
    },
    2,
  );
}

/** Presses on the ruler: the playhead goes there and follows. */
export function scrub(surface: Surface, event: ReactPointerEvent): void {
  if (event.button !== 0) return;
  const { zoom } = useTimelineView.getState();
  const { reading } = useProject.getState();
  pause();
  const hand = new Scrub(usePlayback.getState().time, zoom, reading.settings.rate);
  let last: PointerEvent = event.nativeEvent;
  const show = () => seek(hand.move(surface.x(last)));
  const stop = surface.scrollAtEdges(() => ({ clientX: last.clientX, clientY: middleOf(surface) }), show);
  show();
  follow(
    event.nativeEvent,
    {
      move(moved) {
        last = moved;
        show();
      },
      end: stop,
      cancel() {
        stop();
        seek(hand.cancel());
      },
    },
    0,
  );
}

const middleOf = ({ element }: Surface) => {
  const box = element.getBoundingClientRect();
  return (box.top + box.bottom) / 2;
};

/** Presses on empty lane: a click clears the selection and moves the playhead, a mouse's drag selects by a rectangle. */
export function drawMarquee(surface: Surface, event: ReactPointerEvent): void {
  if (event.button !== 0) return;
  const press = event.nativeEvent;
  const adding = press.shiftKey || press.ctrlKey || press.metaKey;
  const kept = adding ? useSelection.getState().clips : [];
  const lanes = surface.rows.map((row) => ({ track: row.track.id, top: row.top, height: row.height }));
  const { reading } = useProject.getState();
  const { zoom } = useTimelineView.getState();
  const before = useSelection.getState().clips;
  const marquee = new Marquee(reading, lanes, zoom, surface.x(press), surface.y(press), kept);
  follow(press, {
    move(moved) {
      useSelection.getState().select(marquee.move(surface.x(moved), surface.y(moved)));
      useTimelineView.setState({ marquee: { ...marquee.rect } });
    },
    end: settle,
    cancel() {
      useSelection.getState().select(before);
      settle();
    },
    click() {
      if (!adding) useSelection.getState().clear();
      seek(new Scrub(usePlayback.getState().time, zoom, reading.settings.rate).move(surface.x(press)));
    },
  });
}
