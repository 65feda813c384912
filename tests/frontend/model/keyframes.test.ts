import { expect, test } from 'vitest';
import { type Keyframe, valueAt } from '@/model/keyframes';
import vectors from '../../vectors/keyframes.json';

for (const { name, keys, values } of vectors)
  test(`${name}: the shared values, to the last bit`, () => {
    const list = keys as unknown as Keyframe[];
    expect(values.map(([at]) => [at, valueAt(list, at as number)])).toEqual(values);
  });
