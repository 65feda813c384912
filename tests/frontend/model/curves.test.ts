import { expect, test } from 'vitest';
import { curveAt, type Point, readCurves, STRAIGHT, tableOf } from '@/model/curves';
import vectors from '../../vectors/curves.json';

test.each(vectors as unknown as { name: string; points: Point[]; values: [number, number][] }[])(
  '$name',
  ({ points, values }) => {
    for (const [level, becomes] of values) expect(curveAt(points, level)).toBeCloseTo(becomes, 12);
  },
);

test('each channel is curved after all together', () => {
  const curves = readCurves({
    all: [
      [0, 1],
      [1, 0],
    ],
    red: [
      [0, 0],
      [1, 0.5],
    ],
  });
  expect([...tableOf(curves).subarray(0, 4)]).toEqual([128, 255, 255, 255]);
  expect([...tableOf(curves).subarray(255 * 4)]).toEqual([0, 0, 0, 255]);
  expect(tableOf(readCurves(null)).filter((_, at) => at % 4 === 1)).toEqual(
    Uint8Array.from({ length: 256 }, (_, n) => n),
  );
});

test('points are sorted, held and one a level', () => {
  const read = readCurves({ red: [[2, 0.5], [0, 0], [0, 0.25], ['x', 1], [0.5]], green: [[0.5, 0.5]], blue: 'S' });
  expect(read.red).toEqual([
    [0, 0.25],
    [1, 0.5],
  ]);
  expect([read.green, read.blue]).toEqual([STRAIGHT, STRAIGHT]);
});
