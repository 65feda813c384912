import { toPixels } from '../../gestures/scale';
import { useMarks } from '../../state/marks';
import { usePlayback } from '../../state/playback';
import { type Ticks, ticks } from '../../time/time';
import { HEADER, useTimelineView } from './view';

/** In and out as a band; null when neither is marked. An end that is not marked is the timeline's. */
function useBand(): { left: number; width: number } | null {
  const { marks } = useMarks();
  const zoom = useTimelineView((view) => view.zoom);
  const end = usePlayback((playback) => playback.end);
  if (marks.in === null && marks.out === null) return null;
  const from: Ticks = marks.in ?? ticks(0);
  const to = ticks(Math.max(from, marks.out ?? end));
  return { left: toPixels(from, zoom), width: toPixels(to, zoom) - toPixels(from, zoom) };
}

/** The band in the ruler, with a bracket at each mark. */
export function MarkedRuler() {
  const { marks } = useMarks();
  const band = useBand();
  if (!band) return null;
  return (
    <div
      className="marked-ruler"
      data-testid="marked"
      data-in={marks.in !== null || undefined}
      data-out={marks.out !== null || undefined}
      style={band}
    />
  );
}

/** The same over the tracks. */
export function MarkedLanes() {
  const band = useBand();
  return band && <div className="marked-lanes" style={{ ...band, left: HEADER + band.left }} />;
}
