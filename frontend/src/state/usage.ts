/** Where footage is used on the timeline. */
import type { Clip } from '../model/types';
import { pause, seek } from './playback';
import { useProject } from './project';
import { useSelection } from './selection';

/** Clips that show one thing together (a picture and its sound), or that a colour table works on. By time. */
type Use = readonly Clip[];

const found = new WeakMap<readonly Clip[], Map<string, Use[]>>();

/** By asset. */
function usesIn(clips: readonly Clip[]): Map<string, Use[]> {
  let uses = found.get(clips);
  if (!uses) {
    uses = count(clips);
    found.set(clips, uses);
  }
  return uses;
}

function count(clips: readonly Clip[]): Map<string, Use[]> {
  const byAsset = new Map<string, Map<string, Clip[]>>();
  const note = (asset: string, clip: Clip) => {
    const own = byAsset.get(asset) ?? new Map<string, Clip[]>();
    byAsset.set(asset, own);
    const key = clip.link || clip.id;
    own.set(key, [...(own.get(key) ?? []), clip]);
  };
  for (const clip of clips) {
    if (clip.asset) note(clip.asset, clip);
    for (const lut of new Set(clip.effects.map((effect) => effect.lut))) if (lut) note(lut, clip);
  }
  const byTime = (a: Use, b: Use) => (a[0]?.start ?? 0) - (b[0]?.start ?? 0);
  return new Map([...byAsset].map(([asset, uses]) => [asset, [...uses.values()].sort(byTime)]));
}

export const usesOf = (clips: readonly Clip[], asset: string): readonly Use[] => usesIn(clips).get(asset) ?? [];

/** Selects the clips of the next use after the one that is selected, with the playhead at their start. */
export function goToNextUse(asset: string): void {
  const uses = usesOf(useProject.getState().reading.clips, asset);
  const { clips, select } = useSelection.getState();
  const last = uses.findIndex((use) => use.some(({ id }) => clips.includes(id)));
  const next = uses[(last + 1) % uses.length];
  if (!next?.[0]) return;
  pause();
  seek(next[0].start);
  select(next.map(({ id }) => id));
}
