import { expect, test } from 'vitest';
import { moveIntoStep, outOfStep, slipIntoStep } from '@/model/edits/step';
import type { Clip } from '@/model/types';
import { clip, frames, reading, track } from '../gestures/reading';

const tracks = [track('v1'), track('a1', 'audio')];
const take = (sound: Partial<Clip>) =>
  reading(tracks, [
    clip('picture', 'v1', 10, 30, { in: frames(20), link: 'take' }),
    clip('sound', 'a1', 10, 30, { in: frames(20), link: 'take', ...sound }),
  ]);

test('a sound that was moved alone is out of step with its picture by as much; one that was trimmed alone is not', () => {
  const moved = outOfStep(take({ start: frames(15) }));
  expect([...moved]).toEqual([
    ['sound', frames(5)],
    ['picture', -frames(5)],
  ]);
  expect(outOfStep(take({ start: frames(14), length: frames(26), in: frames(24) })).size).toBe(0);
  expect(outOfStep(take({ start: frames(15), asset: 'other' })).size).toBe(0);
});

test('at another speed the source runs on by as much more', () => {
  const fast = { speed: 2, in: frames(20) };
  const both = (sound: Partial<Clip>) => {
    const { clips } = take({ ...fast, ...sound });
    return outOfStep(reading(tracks, [{ ...(clips[0] as Clip), ...fast }, clips[1] as Clip]));
  };
  expect(both({ start: frames(14), length: frames(26), in: frames(28) }).size).toBe(0);
  expect(both({ in: frames(24) }).get('sound')).toBe(-frames(2));
});

test('either of them comes into step by a move or by a slip, and the other stays where it is', () => {
  const now = take({ start: frames(15) });
  const moved = moveIntoStep(now, 'sound').clips;
  expect(moved).toEqual({ sound: { start: frames(10) } });
  const slipped = slipIntoStep(now, 'sound', () => frames(100)).clips;
  expect(slipped).toEqual({ sound: { in: frames(25) } });
  expect(moveIntoStep(take({}), 'sound')).toEqual({});
});
