/** Presses beside the clips: the ruler moves the playhead, empty lanes select by a rectangle. */
import type { PointerEvent as ReactPointerEvent } from 'react';
import { follow } from '../../gestures/follow';
import { Marquee } from '../../gestures/marquee';
import { Scrub } from '../../gestures/scrub';
import { withCompany } from '../../model/queries';
import { scrub as goHearing, pause, seek, usePlayback } from '../../state/playback';
import { useProject } from '../../state/project';
import { useSelection } from '../../state/selection';
import type { Surface } from './surface';
import { settle, useTimelineView } from './view';

/** Presses on the ruler: the playhead goes there and follows. */
export function scrub(surface: Surface, event: ReactPointerEvent): void {
  if (event.button !== 0) return;
  const { zoom } = useTimelineView.getState();
  const { reading } = useProject.getState();
  pause();
  useTimelineView.setState({ scrubbing: true });
  const hand = new Scrub(usePlayback.getState().time, zoom, reading.settings.rate);
  let last: PointerEvent = event.nativeEvent;
  const show = () => goHearing(hand.move(surface.x(last)));
  const press = { clientX: event.clientX, clientY: event.clientY };
  const stop = surface.scrollAtEdges(press, () => ({ ...press, clientX: last.clientX }), show);
  show();
  follow(
    event.nativeEvent,
    {
      move(moved) {
        last = moved;
        show();
      },
      end() {
        stop();
        settle();
      },
      cancel() {
        stop();
        settle();
        seek(hand.cancel());
      },
    },
    0,
  );
}

/** Presses on empty lane: a click clears the selection and moves the playhead, a mouse's drag selects by a rectangle. */
export function drawMarquee(surface: Surface, event: ReactPointerEvent): void {
  if (event.button !== 0) return;
  const press = event.nativeEvent;
  const adding = press.shiftKey || press.ctrlKey || press.metaKey;
  const kept = adding ? useSelection.getState().clips : [];
  const lanes = surface.rows.map((row) => ({ track: row.track.id, top: row.top, height: row.height }));
  const { reading } = useProject.getState();
  const { zoom } = useTimelineView.getState();
  const before = useSelection.getState();
  const marquee = new Marquee(reading, lanes, zoom, surface.x(press), surface.y(press), kept);
  follow(press, {
    move(moved) {
      const hit = marquee.move(surface.x(moved), surface.y(moved));
      useSelection.getState().select(moved.altKey ? hit : withCompany(reading, hit), moved.altKey);
      useTimelineView.setState({ marquee: { ...marquee.rect } });
    },
    end: settle,
    cancel() {
      before.select(before.clips, before.alone);
      settle();
    },
    click() {
      if (!adding) useSelection.getState().clear();
      seek(new Scrub(usePlayback.getState().time, zoom, reading.settings.rate).move(surface.x(press)));
    },
  });
}
