import { beforeEach, expect, test } from 'vitest';
import { blankClip } from '@/model/fields';
import type { Clip } from '@/model/types';
import { keepShown, meant, pickRow, selectNone, selectRows, useBinView } from '@/state/bin-view';
import { useSelection } from '@/state/selection';
import { timesUsed, usesOf } from '@/state/usage';
import { ticks } from '@/time/time';

const rows = ['a', 'b', 'c', 'd', 'e'];
const selected = () => useBinView.getState().selected;

beforeEach(() => selectNone());

test('a press selects one, Ctrl one more or less, Shift all from where the range began', () => {
  pickRow(rows, 'b');
  pickRow(rows, 'd', { range: true });
  expect(selected()).toEqual(['b', 'c', 'd']);
  pickRow(rows, 'a', { range: true });
  expect(selected()).toEqual(['a', 'b']);
  pickRow(rows, 'e', { more: true });
  pickRow(rows, 'a', { more: true });
  expect(selected()).toEqual(['b', 'e']);
  pickRow(rows, 'c', { range: true, more: true });
  expect(selected()).toEqual(['a', 'b', 'c', 'e']);
  pickRow(rows, 'd');
  expect(selected()).toEqual(['d']);
});

test('what is done at a row is done to all that is selected with it, and to nothing that is not shown', () => {
  selectRows(['a', 'b']);
  expect(meant('b')).toEqual(['a', 'b']);
  expect(meant('c')).toEqual(['c']);
  keepShown(['b', 'c']);
  expect(selected()).toEqual(['b']);
});

test('footage is no longer selected once clips are', () => {
  selectRows(['a']);
  useSelection.getState().select(['clip']);
  expect(selected()).toEqual([]);
});

test('a picture and its linked sound are one use; uses come by time', () => {
  const clip = (id: string, start: number, more = {}) =>
    blankClip(id, { track: 'v', asset: 'film', start: ticks(start), length: ticks(5), ...more });
  const lut = { id: 'e', kind: 'lut' as const, on: true, values: { amount: 1 }, lut: 'table' };
  const clips = [
    clip('late', 90),
    clip('picture', 10, { link: 'l', effects: [lut] }),
    clip('sound', 10, { link: 'l', track: 'a' }),
  ];
  expect(usesOf(clips, 'film').map((use) => use.map(({ id }) => id))).toEqual([['picture', 'sound'], ['late']]);
  expect(usesOf(clips, 'table')).toHaveLength(1);
  expect(usesOf(clips, 'other')).toEqual([]);
  expect(['film', 'table', 'other'].map((asset) => timesUsed(clips, asset))).toEqual([2, 1, 0]);
  // whatever moves is used as often; what shows other footage is not
  const [picture] = clips as [Clip];
  const moved = clips.map((each) => (each === picture ? { ...each, start: ticks(7) } : each));
  expect(timesUsed(moved, 'film')).toBe(2);
  const other = moved.map((each) => (each.id === 'late' ? { ...each, asset: 'other' } : each));
  expect(['film', 'other'].map((asset) => timesUsed(other, asset))).toEqual([1, 1]);
});
