import { expect, test } from 'vitest';
import { toRgb } from '../../../frontend/src/engine/yuv';

/** RGB levels of Y, Cb, Cr levels. */
function rgb(space: Parameters<typeof toRgb>[0], levels: number[]): number[] {
  const { matrix: m, offset } = toRgb(space);
  const yuv = levels.map((level, index) => level / 255 - (offset[index] ?? 0));
  const part = (row: number) => yuv.reduce((sum, value, column) => sum + value * (m[column * 3 + row] ?? 0), 0);
  return [0, 1, 2].map((row) => Math.round(Math.max(0, Math.min(1, part(row))) * 255));
}

test('the ends of the limited range are black and white, in every matrix', () => {
  for (const matrix of ['bt709', 'smpte170m', 'bt2020-ncl', null]) {
    expect(rgb({ matrix }, [16, 128, 128])).toEqual([0, 0, 0]);
    expect(rgb({ matrix }, [235, 128, 128])).toEqual([255, 255, 255]);
    expect(rgb({ matrix, fullRange: true }, [255, 128, 128])).toEqual([255, 255, 255]);
  }
});

// levels of the primaries in ITU-R BT.709 and BT.601, rounded as they are in a file
test('primaries come back in their own matrix', () => {
  expect(rgb({ matrix: 'bt709' }, [63, 102, 240])).toEqual([255, 1, 0]);
  expect(rgb({ matrix: 'bt709' }, [32, 240, 118])).toEqual([1, 0, 255]);
  expect(rgb({ matrix: 'smpte170m' }, [81, 90, 240])).toEqual([254, 0, 0]);
  expect(rgb({ matrix: 'smpte170m' }, [145, 54, 34])).toEqual([0, 255, 1]);
});

test('what is not said is BT.709 in the limited range', () => {
  expect(toRgb({})).toEqual(toRgb({ matrix: 'bt709', fullRange: false }));
});
