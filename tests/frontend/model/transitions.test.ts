import { describe, expect, test } from 'vitest';
import { Reshape, transiting } from '@/gestures/reshape';
import { part } from '@/model/edits/draft';
import { cutNear, setTransition, withSound } from '@/model/edits/transitions';
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
const plenty = () => ticks(100 * S);

describe('where a transition goes', () => {
  test('to the nearest cut between clips that touch, not to a clip after a gap', () => {
    expect(cutNear(readingOf(), ticks(5 * S), [])?.id).toBe('b');
    expect(cutNear(readingOf([CLIPS[0] as Clip, CLIPS[2] as Clip]), ticks(0), [])).toBeNull();
    expect(cutNear(readingOf(undefined, true), ticks(0), [])).toBeNull();
  });

  test('no further than its clip, and without a word where the media reaches', () => {
    const patch = setTransition(readingOf(), b, { length: ticks(9 * S) }, plenty);
    expect(patch.clips?.b?.transition).toEqual({ ...newTransition(), length: 2 * S });
    expect(patch.note).toBeUndefined();
  });

  test('says what the clip before has left where that is too little', () => {
    const scarce = () => ticks(2.2 * S);
    expect(setTransition(readingOf(), b, {}, scarce).note).toContain('only 0.2 s after the cut');
    expect(setTransition(readingOf(), b, { kind: 'dip' }, scarce).note).toBeUndefined();
  });
});

test('linked sound fades with it on both sides of the cut, and is let go with it', () => {
  const patch = withSound(readingOf(), b, setTransition(readingOf(), b, {}, plenty));
  expect(patch.clips).toMatchObject({ sa: { audio: { fadeOut: S / 2 } }, sb: { audio: { fadeIn: S / 2 } } });
  const gone = withSound(readingOf(), b, setTransition(readingOf(), b, null, plenty));
  expect(gone.clips).toMatchObject({ sa: { audio: { fadeOut: 0 } }, sb: { audio: { fadeIn: 0 } } });
});

test('what is cut off the front takes the transition with it', () => {
  const own = { ...b, transition: newTransition() };
  expect(part(own, ticks(3 * S), ticks(4 * S)).transition).toBeNull();
  expect(part(own, ticks(2 * S), ticks(3 * S)).transition).toEqual(newTransition());
});

test('its end goes with the hand, not past the clip, and its sound with it', () => {
  const own = { ...b, transition: newTransition() };
  const hand = new Reshape(readingOf([CLIPS[0] as Clip, own, ...SOUNDS]), transiting(own, plenty));
  const { clips } = hand.move(ticks(S / 2), ticks(0)).patch;
  expect(clips).toMatchObject({ b: { transition: { length: S } }, sb: { audio: { fadeIn: S } } });
  expect(hand.move(ticks(9 * S), ticks(0)).patch.clips?.b?.transition?.length).toBe(2 * S);
});
