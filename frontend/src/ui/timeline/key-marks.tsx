import { toPixels, type Zoom } from '../../gestures/scale';
import { timelineTick } from '../../model/queries';
import type { Clip } from '../../model/types';
import { ticks } from '../../time/time';

interface Props {
  clip: Clip;
  zoom: Zoom;
  /** of the clip on the timeline, and of the window, in pixels */
  left: number;
  from: number;
  to: number;
}

/** Where a clip's figures have keyframes. */
export function KeyMarks({ clip, zoom, left, from, to }: Props) {
  const lists = Object.values(clip.keyframes);
  if (!lists.length) return null;
  const places = new Set(
    lists.flat().map(({ at }) => Math.round(toPixels(ticks(timelineTick(clip, at) - clip.start), zoom))),
  );
  const end = toPixels(clip.length, zoom);
  const shown = [...places].filter((x) => x >= 0 && x <= end && left + x >= from && left + x <= to);
  return (
    <span className="key-marks" data-testid="key-marks" aria-hidden="true">
      {shown.map((x) => (
        <i key={x} style={{ left: x }} />
      ))}
    </span>
  );
}
