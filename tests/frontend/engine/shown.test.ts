import { expect, test } from 'vitest';
import { shownClips } from '@/engine/shown';
import type { Reading } from '@/model/types';
import vectors from '../../vectors/shown.json';

test.each(vectors)('$name', ({ expect: wanted, ...reading }) => {
  expect(shownClips(reading as unknown as Reading).map(({ id }) => id)).toEqual(wanted);
});
