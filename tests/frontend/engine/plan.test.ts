import { expect, test } from 'vitest';
import { type Facts, planAt } from '../../../frontend/src/engine/plan';
import type { Reading } from '../../../frontend/src/model/types';
import { ticks } from '../../../frontend/src/time/time';
import vectors from '../../vectors/plan.json';

interface Row {
  name: string;
  reading: Reading;
  facts: Record<string, Facts>;
  t: number;
  expect: unknown[];
}

test.each(vectors as unknown as Row[])('$name', (row) => {
  expect(planAt(row.reading, ticks(row.t), (asset) => row.facts[asset] ?? null)).toEqual(row.expect);
});
