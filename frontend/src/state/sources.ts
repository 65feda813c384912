import type { SourceLength } from '../model/edits/trim';
import { addTicks, ticks } from '../time/time';
import { assetOf } from './assets';

/** How far a clip's source reaches. One of unknown length gives no more than what the clip shows already. */
export const sourceLength: SourceLength = (clip) => {
  const asset = assetOf(clip.asset);
  if (clip.kind !== 'media' || asset?.kind === 'image') return null;
  return asset?.duration || addTicks(clip.in, ticks(clip.length * clip.speed));
};
