/** Which clip a place on the picture belongs to. */
import { poseAt } from '../../model/params';
import { covers, shownTime, sourceFrameTick, sourceTick } from '../../model/queries';
import type { Clip, Reading } from '../../model/types';
import { type AssetView, useAssets } from '../../state/assets';
import { usePlayback } from '../../state/playback';
import { useProject } from '../../state/project';
import { useSelection } from '../../state/selection';
import { frameAt } from '../../time/source-frames';
import type { Ticks } from '../../time/time';
import { frameSize, isInside, type Size, type Spot, toSource } from './geometry';

/** Clips seen at a time as they are then, the front one first. */
export function clipsSeen(reading: Reading, at: Ticks): Clip[] {
  const layer = new Map(
    reading.tracks.map((track, index) => [track.id, track.kind === 'video' && !track.hidden ? index : -1]),
  );
  return reading.clips
    .filter((clip) => covers(clip, at) && (layer.get(clip.track) ?? -1) >= 0)
    .sort((a, b) => (layer.get(b.track) ?? 0) - (layer.get(a.track) ?? 0))
    .map((clip) => poseAt(clip, sourceTick(clip, at)));
}

/** Size of what a clip draws before its transform; colours fill the frame. */
export function sourceSize(clip: Clip, asset: AssetView | undefined, frame: Size): Size | null {
  if (clip.kind !== 'media') return frame;
  return asset?.width && asset.height ? { width: asset.width, height: asset.height } : null;
}

/** Selected clips that are seen now come first, then the front one whose picture holds the place. */
export function clipUnder(spot: Spot): Clip | null {
  const { reading } = useProject.getState();
  const seen = clipsSeen(reading, usePlayback.getState().time);
  const { clips: selected } = useSelection.getState();
  const holds = (clip: Clip) => {
    const frame = frameSize(reading.settings);
    const size = sourceSize(clip, useAssets.getState().assets[clip.asset], frame);
    return size !== null && isInside(toSource(spot, size, frame, clip.transform));
  };
  return seen.find((clip) => selected.includes(clip.id) && holds(clip)) ?? seen.find(holds) ?? null;
}

export interface MaskTarget {
  clip: Clip;
  asset: AssetView;
  /** source frame shown now */
  frame: number;
  /** the clip's own matte, or null where the first click makes one */
  matte: string | null;
}

/** Where a click with the mask tool goes: selected clips first, videos only. */
export function maskTarget(
  reading: Reading,
  at: Ticks,
  selected: readonly string[],
  assets: Record<string, AssetView>,
): MaskTarget | null {
  const shown = shownTime(reading, at);
  const seen = clipsSeen(reading, shown).filter((clip) => assets[clip.asset]?.kind === 'video');
  const clip = seen.find((each) => selected.includes(each.id)) ?? seen[0];
  const asset = clip && assets[clip.asset];
  if (!clip || !asset) return null;
  return { clip, asset, frame: frameAt(asset, sourceFrameTick(clip, shown)), matte: clip.matte?.id ?? null };
}
