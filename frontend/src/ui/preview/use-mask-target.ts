import { useMemo } from 'react';
import { useAssets } from '../../state/assets';
import { usePlayback } from '../../state/playback';
import { useProject } from '../../state/project';
import { useSelection } from '../../state/selection';
import { type MaskTarget, maskTarget } from './under';

/** What a click with the mask tool would go to now. */
export function useMaskTarget(): MaskTarget | null {
  const reading = useProject((project) => project.reading);
  const time = usePlayback((playback) => playback.time);
  const selected = useSelection((selection) => selection.clips);
  const assets = useAssets((state) => state.assets);
  return useMemo(() => maskTarget(reading, time, selected, assets), [reading, time, selected, assets]);
}
