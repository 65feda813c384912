import { describe, expect, test } from 'vitest';
import { attributesFor, pasteAttributes } from '@/model/edits/attributes';
import { copyClips } from '@/model/edits/copy';
import { clip, frames, reading, track } from '../gestures/reading';

const key = (value: number) => [{ at: frames(5), value, ease: 'linear' as const }];
const blank = clip('blank', 'v1', 0, 30);
const styled = clip('styled', 'v1', 40, 30, {
  in: frames(10),
  asset: 'other',
  transform: { ...blank.transform, x: 0.2, opacity: 0.5, cropTop: 0.1 },
  blend: 'screen',
  audio: { ...blank.audio, fadeIn: frames(6) },
  keyframes: { x: key(0.3), opacity: key(0.4) } as never,
});
const sound = clip('sound', 'a1', 0, 30);
const whole = reading([track('v1'), track('a1', 'audio')], [blank, styled, sound]);
const copied = (id: string) => {
  const held = copyClips(whole, [id]);
  if (!held) throw new Error(`${id} is not there`);
  return held;
};

describe('pasted attributes', () => {
  test('only those of the same kind are offered, and a mask to its own footage alone', () => {
    expect(attributesFor(whole, copied('styled'), ['blank'])).toEqual([
      'motion',
      'crop',
      'opacity',
      'effects',
      'fades',
    ]);
    expect(attributesFor(whole, copied('styled'), ['styled'])).toContain('mask');
    expect(attributesFor(whole, copied('styled'), ['sound'])).toEqual([]);
    expect(attributesFor(whole, copied('sound'), ['sound'])).toEqual(['volume', 'fades']);
  });

  test('what was not chosen stays, with its keyframes', () => {
    const { clips } = pasteAttributes(whole, copied('styled'), ['blank'], ['opacity']);
    expect(clips?.blank?.transform).toEqual({ ...blank.transform, opacity: 0.5 });
    expect(clips?.blank?.blend).toBe('screen');
    expect(Object.keys(clips?.blank?.keyframes ?? {})).toEqual(['opacity']);
    expect(clips?.blank?.audio?.fadeIn).toBe(0);
  });

  test('keyframes take the place of those that were there, and come as long after the start', () => {
    const there = { ...blank, keyframes: { y: key(0.9), opacity: key(1) } as never };
    const before = reading(whole.tracks, [there, styled, sound]);
    const { clips } = pasteAttributes(before, copied('styled'), ['blank'], ['motion']);
    const { y, x, opacity } = clips?.blank?.keyframes ?? {};
    expect(y).toEqual([]);
    expect(x?.map(({ at }) => at)).toEqual([frames(5) - frames(10)]);
    expect(opacity).toEqual(key(1));
  });

  test('a mask brings its own keyframes, and effects bring theirs', () => {
    const all = { 'matte.blur': key(9), 'e1.radius': key(3), 'title.size': key(100) };
    const from = { ...styled, asset: blank.asset, keyframes: all as never };
    const held = copyClips(reading(whole.tracks, [blank, from, sound]), ['styled']);
    const taken = (name: 'mask' | 'effects') =>
      Object.keys(pasteAttributes(whole, held as never, ['blank'], [name]).clips?.blank?.keyframes ?? {});
    expect([taken('mask'), taken('effects')]).toEqual([['matte.blur'], ['e1.radius']]);
  });
});
