import { expect, test } from 'vitest';
import { across, lineOf, linesOf } from '@/state/bin-lines';
import type { BinRow } from '@/state/bin-rows';

const folder = (id: string) => ({ kind: 'folder', id }) as BinRow;
const asset = (id: string, first = false) => ({ kind: 'asset', id, first }) as BinRow;
const rows = [folder('f'), asset('a', true), asset('b'), asset('c'), asset('d', true), asset('e')];
const ids = (columns: number) => linesOf(rows, columns).map((line) => line.map(({ id }) => id).join(''));

test('tiles fill lines; folders have their own, and what lies in another folder begins one', () => {
  expect(ids(2)).toEqual(['f', 'ab', 'c', 'de']);
  expect(ids(5)).toEqual(['f', 'abc', 'de']);
  expect(ids(1)).toEqual(['f', 'a', 'b', 'c', 'd', 'e']);
});

test('up and down keep to the column where the next line has it, and stop at the ends', () => {
  const lines = linesOf(rows, 2);
  expect(lineOf(lines, 'c')).toBe(2);
  expect([across(lines, 'b', 1), across(lines, 'c', 1), across(lines, 'e', -1)]).toEqual(['c', 'd', 'c']);
  expect([across(lines, 'b', -1), across(lines, 'f', -1), across(lines, 'b', 10)]).toEqual(['f', 'f', 'e']);
});
