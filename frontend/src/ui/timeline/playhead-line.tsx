import { useEffect } from 'react';
import { toPixels } from '../../gestures/scale';
import { usePlayback } from '../../state/playback';
import { usePresence } from '../../state/presence';
import { useShuttle } from '../../state/shuttle';
import { HEADER, isInSight, showTime, useTimelineView } from './view';

/** The line over the tracks. It alone redraws at each frame of playback. */
export function PlayheadLine() {
  const x = usePlayhead();
  const left = useTimelineView((view) => view.left);
  return (
    <div
      className="playhead-line"
      data-testid="playhead"
      style={{ translate: `${HEADER + x}px` }}
      hidden={x < left - 1}
    />
  );
}

/** Where the playheads of the others are. */
export function PeopleLines() {
  const people = usePresence((state) => state.people);
  const zoom = useTimelineView((view) => view.zoom);
  const left = useTimelineView((view) => view.left);
  return people.map(({ id, name, colour, playhead }) => {
    if (playhead === null || toPixels(playhead, zoom) < left - 1) return null;
    const style = { translate: `${HEADER + toPixels(playhead, zoom)}px`, background: colour };
    return <div key={id} className="person-line" data-testid="person-line" data-name={name} style={style} />;
  });
}

/** The grip in the ruler. */
export function PlayheadGrip() {
  const x = usePlayhead();
  return <div className="playhead-grip" aria-hidden="true" style={{ translate: `${x}px` }} />;
}

export function SnapLine() {
  const zoom = useTimelineView((view) => view.zoom);
  const at = useTimelineView((view) => view.snap);
  if (at === null) return null;
  return <div className="snap-line" style={{ translate: `${HEADER + toPixels(at, zoom)}px` }} />;
}

/** Keeps the playhead in sight, and goes to what else is to be seen. */
export function FollowPlayhead({ scrollTo }: { scrollTo(left: number): void }) {
  const wanted = useTimelineView((view) => view.wanted);
  useEffect(() => {
    if (wanted) scrollTo(wanted.left);
  }, [wanted, scrollTo]);
  useEffect(
    () =>
      usePlayback.subscribe((now, before) => {
        if (useTimelineView.getState().scrubbing) return;
        const { speed } = useShuttle.getState();
        const goes = now.sought !== before.sought && speed === 0;
        if (goes || (now.playing && !before.playing)) showTime(now.time);
        // whoever has scrolled away while it runs wants to see something else
        else if (now.time !== before.time && isInSight(before.time)) showTime(now.time, speed < 0 ? 0.9 : 0.04);
      }),
    [],
  );
  useEffect(
    () =>
      useShuttle.subscribe((now, before) => {
        if (now.speed !== 0 && before.speed === 0) showTime(usePlayback.getState().time);
      }),
    [],
  );
  return null;
}

function usePlayhead(): number {
  const zoom = useTimelineView((view) => view.zoom);
  const time = usePlayback((playback) => playback.time);
  return toPixels(time, zoom);
}
