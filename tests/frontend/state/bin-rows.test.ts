import { expect, test } from 'vitest';
import { EMPTY_BIN } from '@/model/bin';
import type { AssetView } from '@/state/assets';
import { type Look, rowsOf } from '@/state/bin-rows';

const film = (id: string, name: string, more: Partial<AssetView> = {}) =>
  ({ id, name, kind: 'video', duration: 0, created_at: '2026-01-01T00:00:00Z', ...more }) as AssetView;

const bin = {
  ...EMPTY_BIN,
  folders: [
    { id: 'day', name: 'Day 1', parent: '' },
    { id: 'talks', name: 'Talks', parent: 'day' },
    { id: 'void', name: 'Void', parent: '' },
  ],
  filed: { b: 'talks', c: 'day' },
};
const assets = [
  film('a', 'Take 10.mp4', { created_at: '2026-01-03T00:00:00Z', duration: 5 as AssetView['duration'] }),
  film('b', 'Café.mp4', { created_at: '2026-01-02T00:00:00Z', kind: 'audio' }),
  film('c', 'take 9.mp4', { duration: 9 as AssetView['duration'] }),
  film('d', 'Take 9.mp4', { kind: 'image' }),
];
const plain: Look = { sort: 'name', down: false, search: '', unused: false };
const ids = (look: Partial<Look>, shut: string[] = [], used: string[] = []) =>
  rowsOf({
    bin,
    assets,
    shut: new Set(shut),
    look: { ...plain, ...look },
    isUsed: (id) => used.includes(id),
  }).map(({ id, depth }) => `${'>'.repeat(depth)}${id}`);

test('folders come before footage, with what lies in them unless they are shut', () => {
  expect(ids({})).toEqual(['day', '>talks', '>>b', '>c', 'void', 'd', 'a']);
  expect(ids({}, ['day'])).toEqual(['day', 'void', 'd', 'a']);
  const [day] = rowsOf({ bin, assets, shut: new Set(['day']), look: plain, isUsed: () => false });
  expect(day).toMatchObject({ open: false, count: 2 });
});

test.each([
  [{ sort: 'name', down: true } as const, ['a', 'd']],
  [{ sort: 'date' } as const, ['d', 'a']],
  [{ sort: 'length', down: true } as const, ['a', 'd']],
  [{ sort: 'kind' } as const, ['d', 'a']],
])('footage is sorted by %j', (look, order) => {
  expect(ids(look).slice(-2)).toEqual(order);
});

test('what is searched for is found in shut folders too, whatever its accents and capitals', () => {
  expect(ids({ search: 'cafe' }, ['day'])).toEqual(['day', '>talks', '>>b']);
  expect(ids({ search: '9 TAKE' })).toEqual(['day', '>c', 'd']);
  expect(ids({ search: 'talks' })).toEqual(['day', '>talks', '>>b']);
  expect(ids({ search: 'void' })).toEqual(['void']);
  expect(ids({ search: 'nothing' })).toEqual([]);
});

test('footage that is used is sifted out', () => {
  expect(ids({ unused: true }, [], ['b', 'a'])).toEqual(['day', '>c', 'd']);
  expect(ids({ unused: true }, [], ['a', 'b', 'c', 'd'])).toEqual([]);
});
