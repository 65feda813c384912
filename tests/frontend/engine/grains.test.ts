import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Grains } from '../../../frontend/src/engine/grains';
import type { Mixer } from '../../../frontend/src/engine/mixer';
import type { Reading } from '../../../frontend/src/model/types';
import { ticks } from '../../../frontend/src/time/time';

const reading = { clips: [{ id: 'a', start: 0, length: 1000 }], tracks: [] } as unknown as Reading;

/** What a mixer was told; `decoding`: how long its sound takes. */
function setUp(decoding = 20) {
  const said: string[] = [];
  let current = 0;
  const mixer = {
    context: { currentTime: 0 },
    prepare(_: Reading, from: number) {
      const run = { id: ++current, waiting: 1 };
      said.push(`prepare ${from}`);
      setTimeout(() => run.waiting--, decoding);
      return run;
    },
    release: (_: number, run: { id: number }) => run.id === current && said.push('release'),
    stop: (run: { id: number }) => run.id === current && said.push('stop'),
  };
  return { said, mixer, grains: new Grains(mixer as unknown as Mixer) };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a hand hears where it is, and next where it is by then', async () => {
  const { said, grains } = setUp();
  for (let at = 0; at < 10; at++) grains.hear(reading, ticks(at));
  await vi.advanceTimersByTimeAsync(1000);
  expect(said).toEqual(['prepare 0', 'release', 'stop', 'prepare 9', 'release', 'stop']);
});

test('where there is nothing, nothing is asked for', async () => {
  const { said, grains } = setUp();
  grains.hear(reading, ticks(1000));
  await vi.advanceTimersByTimeAsync(1000);
  expect(said).toEqual([]);
});

test('sound that takes long is not waited for', async () => {
  const { said, grains } = setUp(60_000);
  grains.hear(reading, ticks(5));
  await vi.advanceTimersByTimeAsync(1000);
  expect(said).toEqual(['prepare 5', 'release', 'stop']);
});

test('playback that begins under the hand is neither released early nor stopped', async () => {
  const { said, mixer, grains } = setUp();
  grains.hear(reading, ticks(1));
  grains.hear(reading, ticks(2));
  grains.cancel();
  mixer.prepare(reading, 7);
  await vi.advanceTimersByTimeAsync(1000);
  expect(said).toEqual(['prepare 1', 'prepare 7']);
});
