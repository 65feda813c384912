import type { SourceLength } from '../model/edits/trim';
import { addTicks, ticks } from '../time/time';
import { assetOf } from './assets';

/** How far a clip's source reaches; null where nothing runs out. One of unknown length gives no more than what the clip shows already. */
export const sourceLength: SourceLength = (clip) => {
  const asset = assetOf(clip.asset);
  if (clip.kind !== 'media' || clip.still !== null || asset?.kind === 'image') return null;
  return asset?.duration || addTicks(clip.in, ticks(Math.max(0, clip.length * clip.speed)));
};
