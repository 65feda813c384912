import { TriangleAlert } from 'lucide-react';
import { useMemo } from 'react';
import { covers } from '../../model/queries';
import type { Clip, Reading } from '../../model/types';
import { type AssetView, useAssets } from '../../state/assets';
import { sourceOf } from '../../state/connect';
import { usePlayback } from '../../state/playback';
import { useProject } from '../../state/project';
import { say } from '../../words/words';

/** Clips that a picture is missing of, each with the reason in words. */
export function absentClips({ clips, tracks }: Reading, assets: Record<string, AssetView>): [Clip, string][] {
  const seen = new Set(tracks.filter(({ kind, hidden }) => kind === 'video' && !hidden).map(({ id }) => id));
  const wanting = clips.filter((clip) => clip.kind === 'media' && seen.has(clip.track));
  return wanting.flatMap((clip): [Clip, string][] => {
    const asset = assets[clip.asset];
    if (!asset) return [[clip, say('Missing media: its footage is gone from this project')]];
    if (asset.state === 'failed') return [[clip, say('{name} cannot be read', { name: asset.name })]];
    return sourceOf(asset) ? [] : [[clip, say('{name} is not here yet', { name: asset.name })]];
  });
}

/** Says on the picture what would be seen here and is not: else a gap would look as if it were meant. */
export function Absent() {
  const reading = useProject((project) => project.reading);
  const assets = useAssets((state) => state.assets);
  const loaded = useAssets((state) => state.loaded);
  const absent = useMemo(() => (loaded ? absentClips(reading, assets) : []), [reading, assets, loaded]);
  const says = usePlayback(({ time }) => absent.findLast(([clip]) => covers(clip, time))?.[1] ?? '');
  return (
    <div className="absent" role="status" data-testid="absent">
      {says && (
        <span>
          <TriangleAlert aria-hidden="true" /> {says}
        </span>
      )}
    </div>
  );
}
