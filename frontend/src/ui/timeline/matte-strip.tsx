import { memo, useCallback } from 'react';
import { toPixels, type Zoom } from '../../gestures/scale';
import { clipEnd, sourceTick, timelineTick } from '../../model/queries';
import type { Clip } from '../../model/types';
import { useAssets } from '../../state/assets';
import { useMattes } from '../../state/mattes';
import { frameAt, frameStart } from '../../time/source-frames';
import { subTicks, ticks } from '../../time/time';
import { say } from '../../words/words';
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
      if (clip.still !== null) {
        context.fillStyle = COLOURS[states[frameAt(asset, clip.still)] ?? 0] ?? '#fff';
        context.fillRect(0, 0, shown, height);
        return;
      }
      const ends = [clip.start, subTicks(clipEnd(clip), ticks(1))].map((at) => frameAt(asset, sourceTick(clip, at)));
      const past = asset.duration || sourceTick(clip, clipEnd(clip));
      const place = (at: number) => toPixels(ticks(timelineTick(clip, at) - clip.start), zoom) - offset;
      for (const run of stateRuns(states, Math.min(...ends), Math.max(...ends))) {
        if (run.state === 0) continue;
        const last = run.end >= asset.frame_count - 1;
        const edges = [place(frameStart(asset, run.start)), place(last ? past : frameStart(asset, run.end + 1))];
        const begin = Math.min(...edges);
        // a run narrower than a pixel must still be seen
        const until = Math.max(begin + 1, ...edges);
        if (until < 0 || begin > shown) continue;
        context.fillStyle = COLOURS[run.state] ?? '#fff';
        context.fillRect(begin, 0, until - begin, height);
      }
    },
    [states, asset, clip, zoom],
  );

  return (
    <WindowedCanvas
      {...{ left, width, from, to, draw }}
      title={say('Mask: {lead, number, ::.0} s ahead of the playhead', { lead })}
      height={HEIGHT}
      className="matte-strip"
      testId="matte-strip"
    />
  );
});
