import { describe, expect, test } from 'vitest';
import { Reshape, transiting } from '@/gestures/reshape';
import { part } from '@/model/edits/draft';
import { cutNear, setTransition } from '@/model/edits/transitions';
import { blankClip, blankTrack } from '@/model/fields';
import { newTransition } from '@/model/transitions';
import type { Clip, Reading } from '@/model/types';
import { TICKS_PER_SECOND, ticks } from '@/time/time';

const S = TICKS_PER_SECOND;
const clip = (id: string, track: string, at: number, link = '') =>
  blankClip(id, { track, start: ticks(at * S), length: ticks(2 * S), link });
const CLIPS = [clip('a', 'v1', 0, 'x'), clip('b', 'v1', 2, 'y'), clip('c', 'v1', 5)];
const SOUNDS = [clip('sa', 'a1', 0, 'x'), clip('sb', 'a1', 2, 'y')];
const readingOf = (clips: Clip[] = [...CLIPS, ...SOUNDS], locked = false): Reading => ({
  settings: { width: 1280, height: 720, rate: [30, 1], background: '#000000' },
  tracks: [blankTrack('v1', { order: 'a0', locked }), blankTrack('a1', { kind: 'audio', order: 'a0' })],
  clips,
  markers: [],
  problems: [],
});
const b = CLIPS[1] as Clip;
/** with a second of its source before it */
const later = { ...b, in: ticks(5 * S) };
const plenty = () => ticks(100 * S);

describe('where a transition goes', () => {
  test('to the nearest cut between clips that touch, not to a clip after a gap', () => {
    expect(cutNear(readingOf(), ticks(5 * S), [])?.id).toBe('b');
    expect(cutNear(readingOf([CLIPS[0] as Clip, CLIPS[2] as Clip]), ticks(0), [])).toBeNull();
    expect(cutNear(readingOf(undefined, true), ticks(0), [])).toBeNull();
  });

  test('around its cut, no further than its clips, and without a word where the media reaches', () => {
    const patch = setTransition(readingOf(), later, { length: ticks(9 * S) }, plenty);
    expect(patch.clips?.b?.transition).toEqual({ ...newTransition(), length: 4 * S, before: 2 * S });
    expect(patch.note).toBeUndefined();
  });

  test('as near to that as the sources reach', () => {
    const before = (clip: Clip, source: number) =>
      setTransition(readingOf([CLIPS[0] as Clip, clip]), clip, { length: ticks(S) }, () => ticks(source * S)).clips?.b
        ?.transition?.before;
    expect(before(later, 100)).toBe(S / 2);
    // nothing before its first frame; nothing after the last frame of the clip before
    expect(before(b, 100)).toBe(0);
    expect(before(later, 2)).toBe(S);
    expect(before({ ...later, in: ticks(S / 5) }, 100)).toBe(S / 5);
  });

  test('says what the clip before has left where that is too little', () => {
    const scarce = () => ticks(2.2 * S);
    expect(setTransition(readingOf(), b, {}, scarce).note).toContain('only 0.2 s after the cut');
    expect(setTransition(readingOf(), b, { kind: 'dip' }, scarce).note).toBeUndefined();
  });
});

test('nothing but the picture is written: fades that were set by hand stay', () => {
  const own = { ...b, transition: newTransition() };
  const reading = readingOf([CLIPS[0] as Clip, own, ...SOUNDS]);
  for (const change of [{ length: ticks(S) }, { kind: 'push' as const }, null])
    expect(Object.keys(setTransition(reading, own, change, plenty).clips ?? {})).toEqual(['b']);
});

test('what is cut off the front takes the transition with it', () => {
  const own = { ...b, transition: newTransition() };
  expect(part(own, ticks(3 * S), ticks(4 * S)).transition).toBeNull();
  expect(part(own, ticks(2 * S), ticks(3 * S)).transition).toEqual(newTransition());
});

test('its end goes with the hand, not past the clip, and its beginning the other way where it can', () => {
  const drawn = (own: Clip, by: number) =>
    new Reshape(readingOf([CLIPS[0] as Clip, own]), transiting(own, plenty)).move(ticks(by), ticks(0)).patch.clips?.b
      ?.transition;
  expect(drawn({ ...b, transition: newTransition() }, S / 2)).toMatchObject({ length: S, before: 0 });
  expect(drawn({ ...b, transition: newTransition() }, 9 * S)?.length).toBe(2 * S);
  const around = { ...later, transition: { ...newTransition(), before: ticks(S / 4) } };
  expect(drawn(around, S / 4)).toMatchObject({ length: S, before: S / 2 });
});
