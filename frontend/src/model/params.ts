/** The figures of a clip that can change over time, by name: each with its range, and where it is in the clip. */
import type { Ticks } from '../time/time';
import { type Effect, rangesOf } from './effects';
import { valueAt } from './keyframes';
import { type Range, range } from './range';
import { TITLE } from './titles';
import type { Clip, Transform } from './types';

export const TRANSFORM: Record<keyof Transform, Range> = {
  x: range(0.5, -10, 10),
  y: range(0.5, -10, 10),
  scale: range(1, 0, 20),
  rotation: range(0, -1e9, 1e9),
  opacity: range(1, 0, 1),
  cropLeft: range(0, 0, 1),
  cropTop: range(0, 0, 1),
  cropRight: range(0, 0, 1),
  cropBottom: range(0, 0, 1),
};
export const GAIN = range(1, 0, 4);
export const PAN = range(0, -1, 1);

const isTransform = (param: string): param is keyof Transform => Object.hasOwn(TRANSFORM, param);

/** The effect and the name of its figure that a parameter such as 'e1.radius' means. */
function ofEffect(clip: Clip, param: string): { effect: Effect; name: string } | null {
  const dot = param.lastIndexOf('.');
  const effect = dot < 0 ? undefined : clip.effects.find(({ id }) => id === param.slice(0, dot));
  return effect ? { effect, name: param.slice(dot + 1) } : null;
}

/** The name of a title's figure that a parameter such as 'title.size' means. */
function ofTitle(clip: Clip, param: string): keyof typeof TITLE | null {
  const name = param.startsWith('title.') ? param.slice('title.'.length) : '';
  return clip.title && Object.hasOwn(TITLE, name) ? (name as keyof typeof TITLE) : null;
}

/** Whether its place, size, turn, opacity or crop are other than at first, or change over time. */
export const isPlaced = ({ transform, keyframes }: Clip): boolean =>
  Object.entries(TRANSFORM).some(
    ([param, { otherwise }]) => transform[param as keyof Transform] !== otherwise || keyframes[param],
  );

/** Range of a parameter; null for one that this clip has not. */
export function rangeOf(clip: Clip, param: string): Range | null {
  if (isTransform(param)) return TRANSFORM[param];
  if (param === 'gain') return GAIN;
  if (param === 'pan') return PAN;
  const ofWords = ofTitle(clip, param);
  if (ofWords) return TITLE[ofWords];
  const found = ofEffect(clip, param);
  return (found && rangesOf(found.effect.kind)[found.name]) ?? null;
}

/** What the clip says, keyframes apart; 0 for a parameter that it has not. */
export function paramOf(clip: Clip, param: string): number {
  if (isTransform(param)) return clip.transform[param];
  if (param === 'gain' || param === 'pan') return clip.audio[param];
  const ofWords = ofTitle(clip, param);
  if (ofWords) return clip.title?.[ofWords] ?? 0;
  const found = ofEffect(clip, param);
  return found?.effect.values[found.name] ?? 0;
}

/** The clip with one figure changed, held to its range. */
export function withParam(clip: Clip, param: string, value: number): Clip {
  const limits = rangeOf(clip, param);
  if (!limits) return clip;
  const held = Math.min(limits.high, Math.max(limits.low, value));
  if (held === paramOf(clip, param)) return clip;
  if (isTransform(param)) return { ...clip, transform: { ...clip.transform, [param]: held } };
  if (param === 'gain' || param === 'pan') return { ...clip, audio: { ...clip.audio, [param]: held } };
  const ofWords = ofTitle(clip, param);
  if (ofWords && clip.title) return { ...clip, title: { ...clip.title, [ofWords]: held } };
  const found = ofEffect(clip, param);
  if (!found) return clip;
  const changed = { ...found.effect, values: { ...found.effect.values, [found.name]: held } };
  return { ...clip, effects: clip.effects.map((effect) => (effect === found.effect ? changed : effect)) };
}

/** The clip as it is at source time `at`: the same object where nothing changes over time. */
export function poseAt(clip: Clip, at: Ticks): Clip {
  let posed = clip;
  for (const [param, keys] of Object.entries(clip.keyframes)) posed = withParam(posed, param, valueAt(keys, at));
  return posed;
}
