import { describe, expect, test } from 'vitest';
import { type Change, Reshape, sliding, slipping, trimming } from '@/gestures/reshape';
import { isEmpty } from '@/model/document';
import type { Clip } from '@/model/types';
import { ticks } from '@/time/time';
import { clip, frames, reading, track } from './reading';

const tracks = [track('v1'), track('a1', 'audio')];
const source = () => frames(100);
const none = ticks(0);

/** What a hand that moved by `by` leaves of the first clip, in frames. */
function after(clips: Clip[], change: Change, by: number, reach = none) {
  const { patch } = new Reshape(reading(tracks, clips), change).move(frames(by), reach);
  const [first] = clips as [Clip];
  const { start, length, in: from } = { ...first, ...patch.clips?.[first.id] };
  return [start, length, from].map((at) => at / frames(1));
}

describe('trimming a clip', () => {
  test('the left edge takes source time with it', () => {
    const one = clip('c', 'v1', 20, 40, { in: frames(10) });
    expect(after([one], trimming(one, 'start', 'trim', source), 5)).toEqual([25, 35, 15]);
  });

  test('no edge goes further than the source reaches', () => {
    const one = clip('c', 'v1', 20, 40, { in: frames(10) });
    expect(after([one], trimming(one, 'start', 'trim', source), -18)).toEqual([10, 50, 0]);
    expect(after([one], trimming(one, 'end', 'trim', source), 300)).toEqual([20, 90, 10]);
  });

  test('a picture has no end', () => {
    const one = clip('c', 'v1', 50, 40);
    expect(
      after(
        [one],
        trimming(one, 'end', 'trim', () => null),
        810,
      ),
    ).toEqual([50, 850, 0]);
    expect(
      after(
        [one],
        trimming(one, 'start', 'trim', () => null),
        -45,
      ),
    ).toEqual([5, 85, 0]);
  });

  test('neighbours are not overrun', () => {
    const one = clip('c', 'v1', 20, 20, { in: frames(50) });
    const clips = [one, clip('b', 'v1', 0, 10), clip('d', 'v1', 45, 10)];
    const sorted = (change: Change, by: number) => {
      const whole = reading(
        tracks,
        clips.toSorted((a, b) => a.start - b.start),
      );
      return new Reshape(whole, change).move(frames(by), none).patch.clips?.c;
    };
    expect(sorted(trimming(one, 'start', 'trim', source), -17)?.start).toBe(frames(10));
    expect(sorted(trimming(one, 'end', 'trim', source), 20)?.length).toBe(frames(25));
  });

  test('one frame is always left', () => {
    const one = clip('c', 'v1', 20, 20);
    expect(after([one], trimming(one, 'start', 'trim', source), 70)).toEqual([39, 1, 19]);
    expect(after([one], trimming(one, 'end', 'trim', source), -40)).toEqual([20, 1, 0]);
  });

  test('linked sound with the same edges is trimmed too, within the bounds of both', () => {
    const clips = [
      clip('c', 'v1', 20, 20, { link: 'l' }),
      clip('s', 'a1', 20, 20, { link: 'l' }),
      clip('t', 'a1', 50, 5),
    ];
    const hand = new Reshape(reading(tracks, clips), trimming(clips[0] as Clip, 'end', 'trim', source));
    expect(hand.move(frames(40), none).patch.clips).toEqual({ c: { length: frames(30) }, s: { length: frames(30) } });
  });

  test('snaps to other edges and further targets, and not while the reach is 0', () => {
    const clips = [clip('c', 'v1', 0, 20), clip('s', 'a1', 50, 5)];
    const hand = new Reshape(reading(tracks, clips), trimming(clips[0] as Clip, 'end', 'trim', source), [frames(33)]);
    expect(hand.move(frames(28), frames(3))).toMatchObject({
      snap: frames(50),
      patch: { clips: { c: { length: frames(50) } } },
    });
    expect(hand.move(frames(12), frames(3)).snap).toBe(frames(33));
    expect(hand.move(frames(12), none)).toMatchObject({ snap: null, patch: { clips: { c: { length: frames(32) } } } });
  });

  test('a snap that the source does not allow is not shown', () => {
    const clips = [clip('c', 'v1', 0, 20), clip('s', 'a1', 150, 5)];
    const hand = new Reshape(reading(tracks, clips), trimming(clips[0] as Clip, 'end', 'trim', source));
    expect(hand.move(frames(129), frames(3)).snap).toBeNull();
  });
});

test('slipping moves the picture with the hand, by whole frames and within the source', () => {
  const one = clip('c', 'v1', 20, 40, { in: frames(10) });
  expect(after([one], slipping(one, source), 4)).toEqual([20, 40, 6]);
  expect(after([one], slipping(one, source), 90)).toEqual([20, 40, 0]);
  expect(after([one], slipping(one, source), -90)).toEqual([20, 40, 60]);
});

test('sliding snaps either of its edges', () => {
  const clips = [clip('c', 'v1', 20, 20), clip('s', 'a1', 50, 5)];
  const hand = new Reshape(reading(tracks, clips), sliding(clips[0] as Clip, source));
  expect(hand.move(frames(9), frames(2))).toMatchObject({
    snap: frames(50),
    patch: { clips: { c: { start: frames(30) } } },
  });
});

test('the edit is made anew on the reading of the end, and is none where the hand came back', () => {
  const one = clip('c', 'v1', 20, 20);
  const hand = new Reshape(reading(tracks, [one]), trimming(one, 'end', 'trim', source));
  hand.move(frames(10), none);
  expect(hand.end(reading(tracks, [one, clip('d', 'v1', 45, 9)])).clips).toEqual({ c: { length: frames(25) } });
  expect(isEmpty(hand.end(reading(tracks, [])))).toBe(true);
  hand.move(none, none);
  expect(isEmpty(hand.end(reading(tracks, [one])))).toBe(true);
});
