import { expect, test } from 'vitest';
import { editRate, formatRate, nameRate } from '../../../frontend/src/time/rates';

test('measured rates get the name they are close to, and their own figure where they are close to none', () => {
  expect([29.9701, 23.98, 25, 59.94, 14.985].map((fps) => nameRate(fps))).toEqual([
    [30000, 1001],
    [24000, 1001],
    [25, 1],
    [60000, 1001],
    [14985, 1000],
  ]);
});

test('footage is edited at a standard rate whatever recorded it', () => {
  const rates: [number, number][] = [
    [30000, 1001],
    [2983, 100],
    [240, 1],
    [120000, 1001],
    [15, 1],
    [12, 1],
    [1, 10],
  ];
  expect(rates.map((rate) => formatRate(editRate(rate)))).toEqual([
    '29.97 fps',
    '29.97 fps',
    '60 fps',
    '59.94 fps',
    '30 fps',
    '24 fps',
    '25 fps',
  ]);
});
