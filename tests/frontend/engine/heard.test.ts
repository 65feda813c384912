import { expect, test } from 'vitest';
import { heardClips } from '../../../frontend/src/engine/heard';
import { levelAt, levels } from '../../../frontend/src/engine/levels';
import type { Reading } from '../../../frontend/src/model/types';
import vectors from '../../vectors/sound.json';

interface Row {
  name: string;
  expect: object[];
  gains: [id: string, seconds: number, gain: number][];
}

test.each(vectors as unknown as (Row & Reading)[])('$name', ({ expect: wanted, gains, ...reading }) => {
  const heard = heardClips(reading);
  const found = heard.map(({ clip, level, crosses }) => {
    const { id, start, length, in: from, audio } = clip;
    const { fadeIn, fadeOut } = audio;
    return { id, start, length, in: from, level, fadeIn, fadeOut, crosses: [crosses.start, crosses.end] };
  });
  expect(found).toEqual(wanted);
  for (const [id, seconds, gain] of gains) {
    const of = heard.find(({ clip }) => clip.id === id);
    expect(of && levelAt(levels(of), seconds)).toBeCloseTo(gain, 2);
  }
});
