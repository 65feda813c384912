import { expect, test } from 'vitest';
import { type Keyframe, mixedColours, valueAt } from '@/model/keyframes';
import vectors from '../../vectors/keyframes.json';

for (const { name, keys, values, colours } of vectors as (Omit<(typeof vectors)[0], 'colours'> & {
  colours?: boolean;
})[])
  test(`${name}: the shared values, to the last bit`, () => {
    const list = keys as unknown as Keyframe[];
    expect(values.map(([at]) => [at, valueAt(list, at as number, colours ? mixedColours : undefined)])).toEqual(values);
  });
