import { expect, test } from 'vitest';
import {
  frameToTicks,
  type Rate,
  secondsToTicks,
  snapToFrame,
  type Ticks,
  ticks,
  ticksToFrame,
  ticksToSeconds,
} from '../../../frontend/src/time/time';
import { formatDuration, formatTimecode } from '../../../frontend/src/time/timecode';
import vectors from '../../vectors/time.json';

const rate = (row: { rate: number[] }): Rate => row.rate as unknown as Rate;

test('frames begin at the ticks of the shared vectors, and are shown from there on', () => {
  for (const row of vectors.frames) {
    expect({ ...row, ticks: frameToTicks(row.frame, rate(row)) }).toEqual(row);
    expect({ ...row, frame: ticksToFrame(row.ticks as Ticks, rate(row)) }).toEqual(row);
  }
});

test('a frame is shown up to the tick before the next', () => {
  for (const row of vectors.shown) expect({ ...row, frame: ticksToFrame(ticks(row.ticks), rate(row)) }).toEqual(row);
});

test('snapping takes the nearest frame, the later one in the middle', () => {
  for (const row of vectors.snapped) expect({ ...row, snapped: snapToFrame(ticks(row.ticks), rate(row)) }).toEqual(row);
});

test('seconds become the nearest tick and come back', () => {
  for (const row of vectors.seconds) {
    expect({ ...row, ticks: secondsToTicks(row.seconds) }).toEqual(row);
    expect(ticksToSeconds(ticks(row.ticks))).toBeCloseTo(row.seconds, 6);
  }
});

test('timecode counts frames at the rounded rate', () => {
  for (const row of vectors.timecodes)
    expect({ ...row, timecode: formatTimecode(ticks(row.ticks), rate(row)) }).toEqual(row);
});

test('durations show hours only when there are some', () => {
  expect(formatDuration(secondsToTicks(5))).toBe('0:05');
  expect(formatDuration(secondsToTicks(3725))).toBe('1:02:05');
});
