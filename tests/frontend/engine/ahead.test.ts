/** What is asked for beyond a cut that a hand comes to. */
import { expect, test } from 'vitest';
import { prepareCut } from '@/engine/ahead';
import type { Decoder } from '@/engine/decoder';
import type { Source } from '@/engine/stage';
import { type Ticks, ticks, ticksToFrame } from '@/time/time';
import { clip, frames, RATE, reading, track } from '../gestures/reading';

/** Two clips that touch at frame 60 of 30 a second, the second one from frame 200 of the film, and one over both. */
const cut = reading(
  [track('a'), track('b')],
  [
    clip('first', 'a', 0, 60),
    clip('over', 'b', 0, 120, { asset: 'other' }),
    clip('second', 'a', 60, 60, { in: frames(200) }),
  ],
);
const film: Source = { kind: 'video', width: 960, height: 540, rate: RATE, frameTicks: null };
const sources = new Map([
  ['asset', film],
  ['other', film],
]);

/** The frames of sources that are asked for at `at` by a hand of that pace. */
function asked(at: Ticks, pace: number, shown: string[]): [clip: string, frame: number][] {
  const wishes: [string, number][] = [];
  const still = (of: string, _: string, time: Ticks) => {
    wishes.push([of, ticksToFrame(time, RATE)]);
    return { picture: null, exact: false };
  };
  const clips = prepareCut(cut, at, pace, shown, sources, { still } as unknown as Decoder);
  expect(clips).toEqual(wishes.map(([of]) => of));
  return wishes;
}

test('a hand on its way to a cut has the first picture behind it asked for', () => {
  expect(asked(frames(50), 1, ['first', 'over'])).toEqual([['second', 200]]);
});

test('on its way back it has the last picture before it asked for', () => {
  expect(asked(frames(70), -1, ['second', 'over'])).toEqual([['first', 59]]);
});

test('a clip that is shown already is asked for nothing else, for it has one picture at a time', () => {
  expect(asked(frames(50), 1, ['first', 'second', 'over'])).toEqual([]);
});

test('nothing is asked for while no direction is known, nor of a cut out of reach', () => {
  expect(asked(frames(50), 0, ['first', 'over'])).toEqual([]);
  expect(asked(frames(40), 1, ['first', 'over'])).toEqual([]);
  expect(asked(frames(40), 2, ['first', 'over'])).toHaveLength(1);
  expect(asked(ticks(frames(50) + 1), -9, ['first', 'over'])).toEqual([]);
});
