/** Changes of the inspector: figures of clips, and the project's settings. */
import { setFade } from '../model/edits/fades';
import { clearKeys, clearTransform, setMatte, setParams, toggleKey } from '../model/edits/set';
import type { Edge } from '../model/edits/trim';
import type { Clip, ClipMatte, Settings } from '../model/types';
import type { Ticks } from '../time/time';
import { say } from '../words/words';
import { usePlayback } from './playback';
import { edit, useProject } from './project';

const readingNow = () => useProject.getState().reading;
const now = () => usePlayback.getState().time;
const idsOf = (clips: readonly Clip[]) => clips.map((clip) => clip.id);

/** Figures by parameter: where one changes over time it changes at the playhead. */
export const adjust = (clips: readonly Clip[], values: Record<string, number>, label?: string): boolean =>
  edit(setParams(readingNow(), idsOf(clips), values, now(), label));

export const adjustFade = (clips: readonly Clip[], edge: Edge, length: Ticks): boolean =>
  edit(setFade(readingNow(), idsOf(clips), edge, length));

export const toggleKeyHere = (clips: readonly Clip[], param: string): boolean =>
  edit(toggleKey(readingNow(), idsOf(clips), param, now()));

export const clearKeysOf = (clips: readonly Clip[], param: string): boolean =>
  edit(clearKeys(readingNow(), idsOf(clips), param, now()));

export const resetTransform = (clips: readonly Clip[]): boolean => edit(clearTransform(readingNow(), idsOf(clips)));

/** Null takes the matte off; an id puts one on. */
export const adjustMatte = (
  clips: readonly Clip[],
  part: Partial<ClipMatte> | null,
  label = say('Change mask'),
): boolean => edit(setMatte(readingNow(), idsOf(clips), part, label));

export const adjustSettings = (part: Partial<Settings>): boolean => edit({ label: say('Settings'), settings: part });
