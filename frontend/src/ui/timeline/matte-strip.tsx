import { memo, useCallback } from 'react';
import { toPixels, type Zoom } from '../../gestures/scale';
import type { Clip } from '../../model/types';
import { useAssets } from '../../state/assets';
import { useMattes } from '../../state/mattes';
import { frameAt, frameStart } from '../../time/source-frames';
import { addTicks, subTicks, ticks } from '../../time/time';
import { stateRuns } from './runs';
import { WindowedCanvas } from './windowed-canvas';

interface Props {
  matteId: string;
  clip: Clip;
  left: number;
  width: number;
  zoom: Zoom;
  from: number;
  to: number;
}

const HEIGHT = 7;
/** by FrameState: missing, draft, final, human */
const COLOURS = ['#3a4047', '#e5b454', '#4cc38a', '#4c9ffe'];

/** Which of the source's frames have their mask, along the foot of the clip. */
export const MatteStrip = memo(function MatteStrip({ matteId, clip, left, width, zoom, from, to }: Props) {
  const states = useMattes((mattes) => mattes.mattes[matteId]?.states);
  const asset = useAssets((assets) => assets.assets[clip.asset]);
  const lead = useMattes((mattes) => mattes.mattes[matteId]?.lead ?? 0);

  const draw = useCallback(
    (context: CanvasRenderingContext2D, offset: number, shown: number, height: number) => {
      context.fillStyle = COLOURS[0] as string;
      context.fillRect(0, 0, shown, height);
      if (!states || !asset) return;
      const end = addTicks(clip.in, ticks(Math.round(clip.length * clip.speed)));
      const first = frameAt(asset, clip.in);
      const last = frameAt(asset, subTicks(end, ticks(1)));
      const place = (frame: number) =>
        toPixels(subTicks(frameStart(asset, frame), clip.in), zoom) / clip.speed - offset;
      for (const run of stateRuns(states, first, last)) {
        if (run.state === 0) continue;
        const begin = place(run.start);
        // a run narrower than a pixel must still be seen
        const until = Math.max(begin + 1, run.end >= asset.frame_count - 1 ? shown : place(run.end + 1));
        if (until < 0 || begin > shown) continue;
        context.fillStyle = COLOURS[run.state] ?? '#fff';
        context.fillRect(begin, 0, until - begin, height);
      }
    },
    [states, asset, clip.in, clip.length, clip.speed, zoom],
  );

  return (
    <WindowedCanvas
      {...{ left, width, from, to, draw }}
      title={`Mask: ${lead.toFixed(1)} s ahead of the playhead`}
      height={HEIGHT}
      className="matte-strip"
      testId="matte-strip"
    />
  );
});
