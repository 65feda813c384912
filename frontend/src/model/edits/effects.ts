/** Edits of what a clip's effects are and of how it lies over what is below. */
import { say } from '../../words/words';
import type { Patch } from '../document';
import { type Blend, type Effect, type EffectKind, isKind, newEffect } from '../effects';
import { withoutKeysOf } from '../params';
import type { Clip, Reading } from '../types';
import { changed } from './set';

/** One effect more on each clip, under one id, so that its figures are changed on all of them at once. */
export const addEffect = (reading: Reading, ids: readonly string[], kind: EffectKind): Patch => {
  const id = crypto.randomUUID().slice(0, 8);
  return changed(reading, ids, say('Add effect'), (clip) => ({
    ...clip,
    effects: [...clip.effects, newEffect(kind, id)],
  }));
};

/** Its keyframes go with it. */
export const removeEffect = (reading: Reading, ids: readonly string[], effect: string): Patch =>
  changed(reading, ids, say('Remove effect'), (clip) =>
    has(clip, effect)
      ? {
          ...clip,
          effects: clip.effects.filter(({ id }) => id !== effect),
          keyframes: withoutKeysOf(clip, effect),
        }
      : clip,
  );

/** Moves it so many places on in the order in which effects work; not past either end. */
export const moveEffect = (reading: Reading, ids: readonly string[], effect: string, by: number): Patch =>
  changed(reading, ids, say('Reorder effects'), (clip) => {
    const from = clip.effects.findIndex(({ id }) => id === effect);
    const to = Math.min(clip.effects.length - 1, Math.max(0, from + by));
    const moved = clip.effects[from];
    if (!moved || from === to) return clip;
    const rest = clip.effects.toSpliced(from, 1);
    return { ...clip, effects: rest.toSpliced(to, 0, moved) };
  });

export const switchEffect = (reading: Reading, ids: readonly string[], effect: string, on: boolean): Patch =>
  changed(reading, ids, on ? say('Switch effect on') : say('Switch effect off'), (clip) =>
    withEffect(clip, effect, { on }),
  );

/** Everything at its default, and nothing that changes over time. */
export const resetEffect = (reading: Reading, ids: readonly string[], effect: string): Patch =>
  changed(reading, ids, say('Reset effect'), (clip) => {
    const own = clip.effects.find(({ id }) => id === effect);
    if (!own || !isKind(own.kind)) return clip;
    const fresh = { ...newEffect(own.kind, effect), on: own.on };
    return { ...withEffect(clip, effect, fresh), keyframes: withoutKeysOf(clip, effect) };
  });

/** Sets what is no figure, such as a colour. */
export const setEffect = (reading: Reading, ids: readonly string[], effect: string, change: Partial<Effect>): Patch =>
  changed(reading, ids, say('Change effect'), (clip) => withEffect(clip, effect, change));

export const setBlend = (reading: Reading, ids: readonly string[], blend: Blend): Patch =>
  changed(reading, ids, say('Blend'), (clip) => ({ ...clip, blend }));

const has = (clip: Clip, effect: string): boolean => clip.effects.some(({ id }) => id === effect);

const withEffect = (clip: Clip, effect: string, change: Partial<Effect>): Clip =>
  has(clip, effect)
    ? { ...clip, effects: clip.effects.map((each) => (each.id === effect ? { ...each, ...change } : each)) }
    : clip;
