import { describe, expect, test } from 'vitest';
import { type Looks, type Peek, peeksOf } from '@/gestures/peek';
import { slideClip, slipClips, trimClip } from '@/model/edits/trim';
import { ticksToFrame } from '@/time/time';
import { clip, frames, RATE, reading, track } from './reading';

const before = clip('before', 'v1', 0, 30);
const middle = clip('middle', 'v1', 30, 30, { in: frames(30), link: 'pair' });
const after = clip('after', 'v1', 60, 30, { in: frames(60) });
const sound = clip('sound', 'a1', 30, 30, { in: frames(30), link: 'pair' });
const whole = reading([track('v1'), track('a1', 'audio')], [before, middle, after, sound]);
const source = () => frames(200);

/** Which frame of the timeline each shows of which clip, and from where in its source that clip runs. */
const told = (peeks: Peek[]) =>
  peeks.map(({ clip: { id, in: from }, at, side }) => [id, side, ticksToFrame(at, RATE), ticksToFrame(from, RATE)]);
const trim = (mode: 'trim' | 'ripple' | 'roll', edge: 'start' | 'end'): Looks => ({ kind: 'trim', mode, edge });

describe('what a hand sees while it moves a cut', () => {
  test('a roll shows the last frame before the cut and the first one after it', () => {
    const patch = trimClip(whole, 'middle', 'start', frames(35), source, 'roll');
    expect(told(peeksOf(whole, middle, trim('roll', 'start'), patch))).toEqual([
      ['before', 'out', 34, 0],
      ['middle', 'in', 35, 35],
    ]);
  });

  test('a trim shows the frame at its edge alone, a ripple what follows as well', () => {
    const shorter = trimClip(whole, 'middle', 'end', frames(50), source, 'trim');
    expect(told(peeksOf(whole, middle, trim('trim', 'end'), shorter))).toEqual([['middle', 'out', 49, 30]]);
    const rippled = trimClip(whole, 'middle', 'end', frames(50), source, 'ripple');
    expect(told(peeksOf(whole, middle, trim('ripple', 'end'), rippled))).toEqual([
      ['middle', 'out', 49, 30],
      ['after', 'in', 50, 60],
    ]);
  });

  test('a slip shows the new first and last frame of the clip', () => {
    const patch = slipClips(whole, ['middle'], frames(10), source);
    expect(told(peeksOf(whole, middle, { kind: 'slip' }, patch))).toEqual([
      ['middle', 'in', 30, 40],
      ['middle', 'out', 59, 40],
    ]);
  });

  test('a slide shows where the neighbours end and begin', () => {
    const patch = slideClip(whole, 'middle', frames(5), source);
    expect(told(peeksOf(whole, middle, { kind: 'slide' }, patch))).toEqual([
      ['before', 'out', 34, 0],
      ['after', 'in', 65, 65],
    ]);
  });

  test('a hand on the sound sees its picture; sound without one shows nothing', () => {
    const patch = trimClip(whole, 'sound', 'end', frames(50), source);
    expect(told(peeksOf(whole, sound, trim('trim', 'end'), patch))).toEqual([['middle', 'out', 49, 30]]);
    const alone = reading([track('a1', 'audio')], [sound]);
    expect(peeksOf(alone, sound, trim('trim', 'end'), {})).toEqual([]);
  });
});
