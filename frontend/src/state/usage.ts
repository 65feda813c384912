/** Where footage is used on the timeline. */
import type { Clip } from '../model/types';
import { ticks } from '../time/time';
import { pause, seek } from './playback';
import { useProject } from './project';
import { useSelection } from './selection';

/** Clips that show one thing together (a picture and its sound), or that a colour table works on. By time. */
export type Use = readonly Clip[];

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
  const byAsset = new Map<string, Clip[]>();
  const note = (asset: string, clip: Clip) => {
    const own = byAsset.get(asset);
    if (own) own.push(clip);
    else byAsset.set(asset, [clip]);
  };
  for (const clip of clips) {
    if (clip.asset) note(clip.asset, clip);
    if (clip.effects.length)
      for (const lut of new Set(clip.effects.map((effect) => effect.lut))) if (lut) note(lut, clip);
  }
  return new Map([...byAsset].map(([asset, own]) => [asset, byUse(own)]));
}

/** What is linked is one use. In order of time. */
export function byUse(clips: readonly Clip[]): Use[] {
  const uses = new Map<string, Clip[]>();
  for (const clip of clips) {
    const use = uses.get(clip.link || clip.id);
    if (use) use.push(clip);
    else uses.set(clip.link || clip.id, [clip]);
  }
  return [...uses.values()].sort((a, b) => (a[0]?.start ?? 0) - (b[0]?.start ?? 0));
}

let counted: { clips: readonly Clip[]; times: ReadonlyMap<string, number> } = { clips: [], times: new Map() };

/** How often footage is used. Most edits only move clips about, and of ten thousand none is counted again for that. */
export function timesUsed(clips: readonly Clip[], asset: string): number {
  if (counted.clips !== clips) {
    const isSame =
      counted.clips.length === clips.length && clips.every((clip, at) => usesLike(clip, counted.clips[at]));
    const times = isSame ? counted.times : new Map([...usesIn(clips)].map(([id, uses]) => [id, uses.length]));
    counted = { clips, times };
  }
  return counted.times.get(asset) ?? 0;
}

const usesLike = (a: Clip, b: Clip | undefined): boolean =>
  a === b ||
  (b !== undefined &&
    a.id === b.id &&
    a.asset === b.asset &&
    a.link === b.link &&
    !a.effects.length &&
    !b.effects.length);

export const usesOf = (clips: readonly Clip[], asset: string): readonly Use[] => usesIn(clips).get(asset) ?? [];

/** Selects the clips of the next use after the one that is selected, with the playhead at their start. */
export function goToNextUse(asset: string): void {
  const uses = usesOf(useProject.getState().reading.clips, asset);
  const { clips } = useSelection.getState();
  const last = uses.findIndex((use) => use.some(({ id }) => clips.includes(id)));
  const next = uses[(last + 1) % uses.length];
  if (next) goToUse(next);
}

/** Selects its clips, with the playhead at their start. */
export function goToUse(use: Use): void {
  pause();
  seek(use[0]?.start ?? ticks(0));
  useSelection.getState().select(use.map(({ id }) => id));
}
