import { afterEach, expect, test } from 'vitest';
import { readNumber, showNumber } from '../../../frontend/src/ui/inspector/numbers';
import { speak } from '../../../frontend/src/words/words';

afterEach(() => speak('en'));

test('a figure is written with the comma or the point of the language, and without minus zero', async () => {
  expect([showNumber(1234.5, 1), showNumber(0.25, 0, 2), showNumber(-0.04, 1)]).toEqual(['1234.5', '0.25', '0.0']);
  await speak('de');
  expect([showNumber(1234.5, 1), showNumber(2, 0, 2), showNumber(-0.5, 2)]).toEqual(['1234,5', '2', '-0,50']);
});

test('what is shown can be typed back, with either', () => {
  expect([readNumber('-0,5'), readNumber(' 1.25 '), readNumber('7')]).toEqual([-0.5, 1.25, 7]);
  expect(['50 %', '-12°', '1,5x', '+.5 s'].map(readNumber)).toEqual([50, -12, 1.5, 0.5]);
  expect([readNumber('% 5'), readNumber('5 % 5'), readNumber('.')]).toEqual([null, null, null]);
  expect([readNumber(''), readNumber('fast'), readNumber('1,2,3')]).toEqual([null, null, null]);
});
