import { expect, test } from 'vitest';
import { audibleClips, type Facts, planAt } from '../../../frontend/src/engine/plan';
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

function sounds(a: object, b: object): string[] {
  const reading = {
    tracks: [
      { id: 'a1', kind: 'audio', muted: false, solo: false, ...a },
      { id: 'a2', kind: 'audio', muted: false, solo: false, ...b },
      { id: 'v1', kind: 'video', muted: false, solo: false },
    ],
    clips: ['a1', 'a2', 'v1'].map((track) => ({ id: `on ${track}`, track, kind: 'media', still: null })),
  };
  return audibleClips(reading as unknown as Reading).map((clip) => clip.id);
}

test('only audio tracks are heard, and not the muted', () => {
  expect(sounds({}, {})).toEqual(['on a1', 'on a2']);
  expect(sounds({ muted: true }, {})).toEqual(['on a2']);
});

test('a soloed track silences the others, and a muted one stays silent', () => {
  expect(sounds({}, { solo: true })).toEqual(['on a2']);
  expect(sounds({}, { solo: true, muted: true })).toEqual([]);
});
