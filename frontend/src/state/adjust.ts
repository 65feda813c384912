/** Changes of the inspector: figures of clips, and the project's settings. */
import { setFade } from '../model/edits/fades';
import { clearKeys, setParams, toggleKey } from '../model/edits/set';
import type { Edge } from '../model/edits/trim';
import { newMatte } from '../model/looks';
import { TRANSFORM } from '../model/params';
import type { Clip, ClipMatte, Settings } from '../model/types';
import type { Ticks } from '../time/time';
import { say } from '../words/words';
import { usePlayback } from './playback';
import { edit, useProject } from './project';

const readingNow = () => useProject.getState().reading;
const now = () => usePlayback.getState().time;
const idsOf = (clips: readonly Clip[]) => clips.map((clip) => clip.id);

function each(label: string, clips: readonly Clip[], change: (clip: Clip) => Partial<Clip>): void {
  edit({ label, clips: Object.fromEntries(clips.map((clip) => [clip.id, change(clip)])) });
}

/** Figures by parameter: where one changes over time it changes at the playhead. */
export const adjust = (clips: readonly Clip[], values: Record<string, number>, label?: string): boolean =>
  edit(setParams(readingNow(), idsOf(clips), values, now(), label));

export const adjustFade = (clips: readonly Clip[], edge: Edge, length: Ticks): boolean =>
  edit(setFade(readingNow(), idsOf(clips), edge, length));

export const toggleKeyHere = (clips: readonly Clip[], param: string): boolean =>
  edit(toggleKey(readingNow(), idsOf(clips), param, now()));

export const clearKeysOf = (clips: readonly Clip[], param: string): boolean =>
  edit(clearKeys(readingNow(), idsOf(clips), param, now()));

export const resetTransform = (clips: readonly Clip[]): void =>
  each(say('Reset transform'), clips, (clip) => {
    const figures = Object.entries(TRANSFORM);
    const transform = Object.fromEntries(figures.map(([param, { otherwise }]) => [param, otherwise]));
    const keyed = figures.flatMap(([param]) => (clip.keyframes[param] ? [[param, []]] : []));
    return {
      transform: transform as unknown as Clip['transform'],
      ...(keyed.length ? { keyframes: { ...clip.keyframes, ...Object.fromEntries(keyed) } } : {}),
    };
  });

/** Null takes the matte off. A matte put on a clip that had none keeps the object, without feather. */
export const adjustMatte = (clips: readonly Clip[], part: Partial<ClipMatte> | null): void =>
  each(say('Matte'), clips, (clip) => ({ matte: part && { ...newMatte(''), ...clip.matte, ...part } }));

export const adjustSettings = (part: Partial<Settings>): boolean => edit({ label: say('Settings'), settings: part });
