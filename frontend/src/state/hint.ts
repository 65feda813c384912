/** What the server is told of the playhead, in the frames of a matte's own footage. */
import { clipEnd, covers, shownTime, sourceFrameTick } from '../model/queries';
import type { Clip } from '../model/types';
import type { Hint } from '../net/matte-socket';
import type { Matte } from '../net/wire';
import { frameAt } from '../time/source-frames';
import { frameToTicks, ticks } from '../time/time';
import { type AssetView, assetOf } from './assets';
import { loopSpan } from './looping';
import { usePlayback } from './playback';
import { useProject } from './project';
import { useShuttle } from './shuttle';

/** Where each matte's asset is at the playhead: the frame that is shown there, or the first to come. */
export function hintFor(matte: Pick<Matte, 'id' | 'asset'>): Hint | null {
  const asset = assetOf(matte.asset);
  if (!asset) return null;
  const { playing, time: raw } = usePlayback.getState();
  const { reading } = useProject.getState();
  const time = shownTime(reading, raw);
  const clips = reading.clips.filter((c) => c.matte?.id === matte.id);
  const under = clips.find((c) => covers(c, time));
  const clip = under ?? clips.filter((c) => c.start > time).sort((a, b) => a.start - b.start)[0] ?? clips[0];
  const frame = clip ? frameAt(asset, under ? sourceFrameTick(clip, time) : clip.in) : 0;
  const pace = clip?.still == null ? (clip?.speed ?? 1) : 0;
  const runs = (playing ? 1 : useShuttle.getState().speed) * pace;
  const rate = (runs * asset.rate[0]) / Math.max(1, asset.rate[1]);
  const visible = under !== undefined && document.visibilityState === 'visible';
  const loop = under && playing ? loopIn(under, asset) : null;
  return { frame, rate, visible, ...(loop && { loop }) };
}

/** The source frames of a clip that are played again and again, or null. */
function loopIn(clip: Clip, asset: AssetView): [number, number] | null {
  const span = loopSpan();
  if (!span) return null;
  const one = frameToTicks(1, useProject.getState().reading.settings.rate);
  const from = ticks(Math.max(clip.start, span.from));
  const to = ticks(Math.min(clipEnd(clip), span.to) - one);
  if (from > to) return null;
  const [a, b] = [frameAt(asset, sourceFrameTick(clip, from)), frameAt(asset, sourceFrameTick(clip, to))];
  return a <= b ? [a, b] : [b, a];
}
