import { describe, expect, test } from 'vitest';
import { Drag } from '@/gestures/drag';
import { ticks } from '@/time/time';
import { clip, frames, reading, track } from './reading';

const tracks = [track('v1'), track('v2'), track('a1', 'audio')];
const free = ticks(0);

describe('dragging clips', () => {
  test('moves by whole frames', () => {
    const drag = new Drag(reading(tracks, [clip('c', 'v1', 10, 20)]), ['c'], 'c');
    expect(drag.move(ticks(frames(5) + 1000), null, free).delta).toBe(frames(5));
  });

  test('takes the linked sound along and leaves it on its own track', () => {
    const clips = [clip('c', 'v1', 10, 20, { link: 'l' }), clip('s', 'a1', 10, 20, { link: 'l' })];
    const drag = new Drag(reading(tracks, clips), ['c'], 'c');
    expect(drag.move(frames(3), 'v2', free).tracks).toEqual({ c: 'v2', s: 'a1' });
    expect(drag.clips.map(({ id }) => id)).toEqual(['c', 's']);
  });

  test('stops at the beginning, with all clips keeping their distance', () => {
    const drag = new Drag(reading(tracks, [clip('c', 'v1', 10, 5), clip('d', 'v2', 20, 5)]), ['c', 'd'], 'd');
    expect(drag.move(ticks(-frames(50)), null, free).delta).toBe(-frames(10));
  });

  test('snaps its start or its end to the edge of another clip', () => {
    const clips = [clip('c', 'v1', 0, 20), clip('d', 'v2', 100, 10)];
    const drag = new Drag(reading(tracks, clips), ['c'], 'c');
    expect(drag.move(frames(78), null, frames(4))).toMatchObject({ delta: frames(80), snap: frames(100) });
    expect(drag.move(frames(112), null, frames(4))).toMatchObject({ delta: frames(110), snap: frames(110) });
    expect(drag.move(frames(50), null, frames(4))).toMatchObject({ delta: frames(50), snap: null });
  });

  test('snaps to the playhead when it is given', () => {
    const one = reading(tracks, [clip('c', 'v1', 0, 20)]);
    const drag = new Drag(one, ['c'], 'c', [frames(33)]);
    expect(drag.move(frames(31), null, frames(4)).delta).toBe(frames(33));
  });

  test('does not go to a track of the other kind, nor to a locked one', () => {
    const shut = [track('v1'), track('v2', 'video', { locked: true }), track('a1', 'audio')];
    const drag = new Drag(reading(shut, [clip('c', 'v1', 0, 20)]), ['c'], 'c');
    expect(drag.move(frames(1), 'a1', free).tracks).toEqual({ c: 'v1' });
    expect(drag.move(frames(1), 'v2', free).tracks).toEqual({ c: 'v1' });
  });

  test('leaves clips on locked tracks where they are', () => {
    const shut = [track('v1'), track('v2', 'video', { locked: true })];
    const drag = new Drag(reading(shut, [clip('c', 'v1', 0, 20), clip('d', 'v2', 0, 20)]), ['c', 'd'], 'c');
    expect(drag.clips.map(({ id }) => id)).toEqual(['c']);
  });

  test('a clip whose sound is locked stays with it', () => {
    const shut = [track('v1'), track('a1', 'audio', { locked: true })];
    const clips = [clip('c', 'v1', 0, 20, { link: 'l' }), clip('s', 'a1', 0, 20, { link: 'l' })];
    expect(new Drag(reading(shut, clips), ['c'], 'c').clips).toEqual([]);
  });

  test('does not change tracks when one of the clips could not follow', () => {
    const both = reading(tracks, [clip('c', 'v1', 0, 20), clip('d', 'v2', 0, 20)]);
    const drag = new Drag(both, ['c', 'd'], 'c');
    expect(drag.move(frames(1), 'v2', free).tracks).toEqual({ c: 'v1', d: 'v2' });
  });

  test('ends with nothing to do when it came back, or was cancelled', () => {
    const one = reading(tracks, [clip('c', 'v1', 10, 20)]);
    const back = new Drag(one, ['c'], 'c');
    back.move(frames(5), 'v2', free);
    back.move(ticks(0), 'v1', free);
    expect(back.end()).toBeNull();
    const given = new Drag(one, ['c'], 'c');
    given.move(frames(5), 'v2', free);
    given.cancel();
    expect(given.end()).toBeNull();
  });
});
