import { useEffect } from 'react';
import { toPixels } from '../../gestures/scale';
import { usePlayback } from '../../state/playback';
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

/** Turns the page when playback leaves the window. */
export function FollowPlayback({ scrollTo }: { scrollTo(left: number): void }) {
  const playing = usePlayback((playback) => playback.playing);
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
