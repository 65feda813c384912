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
import { formatDuration, formatTimecode, parseTimecode } from '../../../frontend/src/time/timecode';
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

test.each([
  ['00:00:01:05', '00:00:01:05'],
  ['1:05', '00:00:01:05'],
  ['105', '00:00:01:05'],
  ['10000', '00:01:00:00'],
  ['1:00:00:00', '01:00:00:00'],
  ['1.2.3', '00:01:02:03'],
  ['70', '00:00:02:20'],
  ['+12', '00:00:10:12'],
  ['+100', '00:00:14:00'],
  ['-1:00', '00:00:09:00'],
  ['- 11:00', '00:00:00:00'],
  ['0', '00:00:00:00'],
])('%s, typed on a timecode of ten seconds, means %s', (typed, meant) => {
  const at = parseTimecode(typed, secondsToTicks(10), [25, 1]);
  expect(at === null ? null : formatTimecode(at, [25, 1])).toBe(meant);
});

test.each(['', 'now', '1:2:3:4:5', '::', '1e3', '99999999999999999999'])('%s is no timecode', (typed) => {
  expect(parseTimecode(typed, secondsToTicks(10), [25, 1])).toBeNull();
});

test('a timecode typed as it is shown is the same frame, at any rate', () => {
  for (const row of vectors.timecodes) {
    const at = parseTimecode(row.timecode, ticks(0), rate(row));
    expect(at === null ? null : formatTimecode(at, rate(row))).toBe(row.timecode);
  }
});
