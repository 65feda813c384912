import { expect, test } from 'vitest';
import { Marquee } from '@/gestures/marquee';
import { clip, reading, track } from './reading';

const one = reading(
  [track('v1'), track('a1', 'audio')],
  [clip('c', 'v1', 0, 30), clip('d', 'v1', 60, 30), clip('s', 'a1', 0, 30)],
);
const lanes = [
  { track: 'v1', top: 0, height: 60 },
  { track: 'a1', top: 60, height: 40 },
];

test('selects the clips that the rectangle touches, drawn from any corner', () => {
  const marquee = new Marquee(one, lanes, 100, 150, 50);
  expect(marquee.move(90, 10)).toEqual(['c']);
  expect(marquee.move(210, 10)).toEqual(['d']);
  expect(marquee.move(50, 90)).toEqual(['c', 's']);
});

test('keeps what was selected before when the hand adds to it, without doubles', () => {
  const marquee = new Marquee(one, lanes, 100, 150, 50, ['d', 'c']);
  expect(marquee.move(90, 10)).toEqual(['d', 'c']);
  expect(marquee.cancel()).toEqual(['d', 'c']);
});
