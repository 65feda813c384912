import { useEffect } from 'react';
import { toPixels } from '../../gestures/scale';
import { usePlayback } from '../../state/playback';
import { usePresence } from '../../state/presence';
import { HEADER, useTimelineView } from './view';

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

/** Turns the page when playback leaves the window, and goes to what is to be seen. */
export function FollowPlayback({ scrollTo }: { scrollTo(left: number): void }) {
  const playing = usePlayback((playback) => playback.playing);
  const wanted = useTimelineView((view) => view.wanted);
  useEffect(() => {
    if (wanted) scrollTo(wanted.left);
  }, [wanted, scrollTo]);
  useEffect(() => {
    if (!playing) return;
    return usePlayback.subscribe((playback) => {
      const { zoom, left, width } = useTimelineView.getState();
      const x = toPixels(playback.time, zoom);
      if (x > left + width - 24 || x < left) scrollTo(Math.max(0, x - width * 0.1));
    });
  }, [playing, scrollTo]);
  return null;
}

function usePlayhead(): number {
  const zoom = useTimelineView((view) => view.zoom);
  const time = usePlayback((playback) => playback.time);
  return toPixels(time, zoom);
}
