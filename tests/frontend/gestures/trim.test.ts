import { describe, expect, test } from 'vitest';
import { Trim } from '@/gestures/trim';
import { ticks } from '@/time/time';
import { clip, frames, reading, track } from './reading';

const tracks = [track('v1'), track('a1', 'audio')];
const free = { reach: ticks(0), source: frames(100) };

describe('trimming a clip', () => {
  test('the left edge takes source time with it', () => {
    const one = clip('c', 'v1', 20, 40, { in: frames(10) });
    const trim = new Trim(reading(tracks, [one]), one, 'start', free);
    const { at } = trim.move(frames(25));
    expect(trim.shape(one, at)).toEqual({ start: frames(25), length: frames(35), in: frames(15) });
  });

  test('the left edge goes no further than the source reaches', () => {
    const one = clip('c', 'v1', 20, 40, { in: frames(10) });
    expect(new Trim(reading(tracks, [one]), one, 'start', free).move(frames(2)).at).toBe(frames(10));
  });

  test('the right edge stops at the end of the source', () => {
    const one = clip('c', 'v1', 0, 40, { in: frames(10) });
    expect(new Trim(reading(tracks, [one]), one, 'end', free).move(frames(300)).at).toBe(frames(90));
  });

  test('a picture has no end', () => {
    const one = clip('c', 'v1', 50, 40);
    const still = { reach: ticks(0), source: null };
    expect(new Trim(reading(tracks, [one]), one, 'end', still).move(frames(900)).at).toBe(frames(900));
    const left = new Trim(reading(tracks, [one]), one, 'start', still);
    expect(left.shape(one, left.move(frames(5)).at)).toEqual({ start: frames(5), length: frames(85), in: 0 });
  });

  test('neighbours are not overrun', () => {
    const clips = [clip('b', 'v1', 0, 10), clip('c', 'v1', 20, 20, { in: frames(50) }), clip('d', 'v1', 45, 10)];
    const one = clips[1] as (typeof clips)[number];
    expect(new Trim(reading(tracks, clips), one, 'start', free).move(frames(3)).at).toBe(frames(10));
    expect(new Trim(reading(tracks, clips), one, 'end', free).move(frames(60)).at).toBe(frames(45));
  });

  test('one frame is always left', () => {
    const one = clip('c', 'v1', 20, 20);
    expect(new Trim(reading(tracks, [one]), one, 'start', free).move(frames(90)).at).toBe(frames(39));
    expect(new Trim(reading(tracks, [one]), one, 'end', free).move(ticks(0)).at).toBe(frames(21));
  });

  test('linked sound with the same edge is trimmed too, within the bounds of both', () => {
    const clips = [
      clip('c', 'v1', 20, 20, { link: 'l' }),
      clip('s', 'a1', 20, 20, { link: 'l' }),
      clip('t', 'a1', 50, 5),
    ];
    const trim = new Trim(reading(tracks, clips), clips[0] as (typeof clips)[number], 'end', free);
    expect(trim.clips.map(({ id }) => id)).toEqual(['c', 's']);
    expect(trim.move(frames(80)).at).toBe(frames(50));
  });

  test('snaps to other edges', () => {
    const clips = [clip('c', 'v1', 0, 20), clip('s', 'a1', 50, 5)];
    const trim = new Trim(reading(tracks, clips), clips[0] as (typeof clips)[number], 'end', {
      ...free,
      reach: frames(3),
    });
    expect(trim.move(frames(48))).toEqual({ at: frames(50), snap: frames(50) });
  });

  test('a cancelled trim has nothing to commit', () => {
    const one = clip('c', 'v1', 20, 20);
    const trim = new Trim(reading(tracks, [one]), one, 'end', free);
    trim.move(frames(30));
    trim.cancel();
    expect(trim.end()).toBeNull();
  });
});
