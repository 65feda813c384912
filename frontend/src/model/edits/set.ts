/** Setting properties. A figure that changes over time changes at the time of the edit alone. */
import { frameToTicks, type Ticks } from '../../time/time';
import { say } from '../../words/words';
import type { Patch } from '../document';
import { type Ease, type Keyframe, keyNear, withKey } from '../keyframes';
import { newMatte } from '../looks';
import { paramOf, poseAt, rangeOf, TRANSFORM, withoutKeysOf, withParam } from '../params';
import { clipEnd, findClip, isLocked, sourceTick } from '../queries';
import type { Clip, ClipMatte, Reading, Transform } from '../types';

/** Source time of a clip at `at`, held to what it shows; edits of keyframes happen there. */
export function keyTime(clip: Clip, at: Ticks): Ticks {
  const held = Math.min(Math.max(at, clip.start), Math.max(clip.start, clipEnd(clip) - 1));
  return sourceTick(clip, held as Ticks);
}

/** Keyframes nearer than this are of the same frame. */
const sameFrame = (reading: Reading, clip: Clip): number =>
  (frameToTicks(1, reading.settings.rate) * Math.abs(clip.speed)) / 2;

/** The keyframe of a parameter at the timeline's `at`. */
export const keyAt = (reading: Reading, clip: Clip, param: string, at: Ticks): Keyframe | undefined =>
  keyNear(clip.keyframes[param] ?? [], keyTime(clip, at), sameFrame(reading, clip));

/** Sets figures of clips: those with keyframes get one at `at`, the others are set for good. */
export function setParams(
  reading: Reading,
  ids: readonly string[],
  values: Record<string, number>,
  at: Ticks,
  label = say('Transform'),
): Patch {
  return changed(reading, ids, label, (clip) => {
    let next = clip;
    for (const [param, wanted] of Object.entries(values)) {
      if (!rangeOf(clip, param)) continue;
      const held = withParam(clip, param, wanted);
      const keys = clip.keyframes[param];
      if (keys) {
        const key = withKey(keys, keyTime(clip, at), { value: paramOf(held, param) }, sameFrame(reading, clip));
        next = { ...next, keyframes: { ...next.keyframes, [param]: key } };
      } else next = withParam(next, param, paramOf(held, param));
    }
    return next;
  });
}

/** Sets a keyframe at `at` with the value there, or takes away the one that is. The last one leaves its value behind. */
export function toggleKey(reading: Reading, ids: readonly string[], param: string, at: Ticks): Patch {
  const first = findClip(reading, ids[0] ?? '');
  const removes = first !== null && keyAt(reading, first, param, at) !== undefined;
  return changed(reading, ids, removes ? say('Remove keyframe') : say('Add keyframe'), (clip) => {
    if (!rangeOf(clip, param)) return clip;
    const keys = clip.keyframes[param] ?? [];
    const value = paramOf(poseAt(clip, keyTime(clip, at)), param);
    const own = keyAt(reading, clip, param, at);
    if (removes)
      return own
        ? withKeys(
            clip,
            param,
            keys.filter((key) => key !== own),
          )
        : clip;
    return own ? clip : withKeys(clip, param, withKey(keys, keyTime(clip, at), { value }));
  });
}

/** Takes all keyframes of a parameter away; the value at `at` stays. */
export const clearKeys = (reading: Reading, ids: readonly string[], param: string, at: Ticks): Patch =>
  changed(reading, ids, say('Clear keyframes'), (clip) => {
    if (!clip.keyframes[param]) return clip;
    const still = withParam(clip, param, paramOf(poseAt(clip, keyTime(clip, at)), param));
    return { ...still, keyframes: { ...clip.keyframes, [param]: [] } };
  });

/** Place, size, turn, opacity and crop as they are at first, and nothing of them that changes over time. */
export const clearTransform = (reading: Reading, ids: readonly string[]): Patch =>
  changed(reading, ids, say('Reset transform'), (clip) => {
    const keyed = PLACED.filter((param) => clip.keyframes[param]);
    const plain = PLACED.reduce((each, param) => withParam(each, param, TRANSFORM[param].otherwise), clip);
    if (!keyed.length) return plain;
    return { ...plain, keyframes: { ...clip.keyframes, ...Object.fromEntries(keyed.map((param) => [param, []])) } };
  });

const PLACED = Object.keys(TRANSFORM) as (keyof Transform)[];

/** What changes in a clip that loses its matte: the matte's keyframes go with it. */
export const matteGone = (clip: Clip): Pick<Clip, 'matte' | 'keyframes'> => ({
  matte: null,
  keyframes: withoutKeysOf(clip, 'matte'),
});

/**
 * Changes what clips' mattes do; null takes them off. `part` puts one on clips without by its id: it keeps the object,
 * without feather. Without an id those stay without.
 */
export const setMatte = (
  reading: Reading,
  ids: readonly string[],
  part: Partial<ClipMatte> | null,
  label: string,
): Patch =>
  changed(reading, ids, label, (clip) => {
    if (!clip.matte && part?.id === undefined) return clip;
    return { ...clip, ...(part ? { matte: { ...newMatte(''), ...clip.matte, ...part } } : matteGone(clip)) };
  });

/** Gives the keyframe at source time `from` another time, value or ease. It stays between its neighbours. */
export function moveKey(
  reading: Reading,
  id: string,
  param: string,
  from: Ticks,
  change: { at?: Ticks; value?: number; ease?: Ease },
): Patch {
  return changed(reading, [id], change.ease === undefined ? say('Move keyframe') : say('Easing'), (clip) => {
    const keys = clip.keyframes[param] ?? [];
    const index = keys.findIndex((key) => key.at === from);
    const key = keys[index];
    if (!key) return clip;
    const low = (keys[index - 1]?.at ?? Number.NEGATIVE_INFINITY) + 1;
    const high = (keys[index + 1]?.at ?? Number.POSITIVE_INFINITY) - 1;
    const at = Math.min(high, Math.max(low, change.at ?? key.at)) as Ticks;
    const value = paramOf(withParam(clip, param, change.value ?? key.value), param);
    const moved = { at, value, ease: change.ease ?? key.ease };
    return withKeys(clip, param, keys.toSpliced(index, 1, moved));
  });
}

/** Where nothing is left the last value stays, and the document keeps an empty list. */
function withKeys(clip: Clip, param: string, keys: readonly Keyframe[]): Clip {
  const last = keys.length ? undefined : clip.keyframes[param]?.[0];
  const base = last ? withParam(clip, param, last.value) : clip;
  return { ...base, keyframes: { ...clip.keyframes, [param]: keys } };
}

/** What an edit makes of clips on open tracks, as a patch of the parts that are other than before. */
export function changed(reading: Reading, ids: readonly string[], label: string, edit: (clip: Clip) => Clip): Patch {
  const clips: NonNullable<Patch['clips']> = {};
  for (const id of ids) {
    const clip = findClip(reading, id);
    if (!clip || isLocked(reading, clip.track)) continue;
    const next = edit(clip);
    const parts = Object.entries(next).filter(([key, value]) => clip[key as keyof Clip] !== value);
    if (parts.length) clips[id] = Object.fromEntries(parts);
  }
  return Object.keys(clips).length ? { label, clips } : {};
}
