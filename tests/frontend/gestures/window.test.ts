import { expect, test } from 'vitest';
import { rowsOf } from '@/ui/timeline/view';
import { lanesOf, shownClips } from '@/ui/timeline/window';
import { clip, frames, track } from './reading';

const rows = rowsOf([track('v1'), track('v2')]);
const extent = { zoom: 30, from: 100, to: 200 }; // a pixel a frame

const ids = (clips: ReturnType<typeof shownClips>) => clips.map(({ id }) => id);
const placed = (start: number, length: number, on = 'v1') => ({
  start: frames(start),
  length: frames(length),
  in: frames(0),
  track: on,
});

test('clips that reach into the window are drawn, of the rows that do', () => {
  const clips = [clip('a', 'v1', 0, 100), clip('b', 'v1', 100, 20), clip('c', 'v1', 190, 50), clip('d', 'v1', 240, 9)];
  const lanes = lanesOf([...clips, clip('e', 'v2', 90, 20)]);
  expect(ids(shownClips(lanes, rows, extent, {}))).toEqual(['e', 'b', 'c']);
  expect(ids(shownClips(lanes, rows.slice(1), extent, {}))).toEqual(['b', 'c']);
});

test('a held clip is drawn where the hand has it, and not where it was', () => {
  const lanes = lanesOf([clip('a', 'v1', 0, 50), clip('b', 'v1', 120, 20)]);
  expect(ids(shownClips(lanes, rows, extent, { a: placed(150, 50), b: placed(500, 20) }))).toEqual(['a']);
});

test('of clips finer than three pixels one stands for its neighbours', () => {
  const fine = [...Array(100).keys()].map((n) => clip(`f${n}`, 'v1', 100 + n, 1));
  expect(shownClips(lanesOf(fine), rows, extent, {}).length).toBeLessThan(40);
});
