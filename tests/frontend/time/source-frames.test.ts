import { expect, test } from 'vitest';
import { frameAt, frameMiddle, frameStart } from '../../../frontend/src/time/source-frames';
import { frameToTicks, type Rate, ticks } from '../../../frontend/src/time/time';
import vectors from '../../vectors/time.json';

const tabled = (starts: number[]) => ({ rate: [0, 1] as Rate, frameTicks: starts });

test('a frame of a table is shown from its start on, whatever the clock of the file rounds', () => {
  for (const row of vectors.tables)
    expect({ ...row, frame: frameAt(tabled(row.starts), ticks(row.ticks)) }).toEqual(row);
});

test('the middle of a frame lies in it, so that a file that rounds otherwise has it there as well', () => {
  for (const { starts, ticks: at, frame } of vectors.tables) {
    const middle = frameMiddle(tabled(starts), ticks(at));
    expect(middle).toBeGreaterThan(starts[frame] as number);
    if (frame + 1 < starts.length) expect(middle).toBeLessThan(starts[frame + 1] as number);
  }
});

test('without a table the rate tells, held to the frames there are', () => {
  const source = { rate: [30000, 1001] as Rate, frame_count: 10 };
  for (const frame of [0, 1, 9]) {
    expect(frameAt(source, frameToTicks(frame, source.rate))).toBe(frame);
    expect(frameStart(source, frame)).toBe(frameToTicks(frame, source.rate));
  }
  expect(frameAt(source, frameToTicks(99, source.rate))).toBe(9);
  expect(frameAt({ rate: [0, 1] }, ticks(5))).toBe(0);
});
