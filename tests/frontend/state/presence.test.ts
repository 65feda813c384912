import { expect, test, vi } from 'vitest';

vi.mock('../../../frontend/src/engine/engine', () => ({ createEngine: () => ({}) })); // needs a real page
const { readPeople } = await import('../../../frontend/src/state/presence');

test('the others are read from their states, oneself left out', () => {
  const states = new Map<number, unknown>([
    [5, { name: ' Ann ', at: 100, clips: ['a', 'b'] }],
    [9, { name: 'me', at: 0, clips: [] }],
  ]);
  expect(readPeople(states, 9)).toMatchObject([{ id: 5, name: 'Ann', playhead: 100, clips: ['a', 'b'] }]);
});

test('whatever a page says of itself does no harm', () => {
  const states = new Map<number, unknown>([
    [1, null],
    [2, 'text'],
    [3, { name: 7, at: -1, clips: 'no', colour: 'url(x)' }],
    [4, { name: 'x'.repeat(1000), at: 0.5, clips: [1, 'a', null] }],
  ]);
  const people = readPeople(states, 0);
  expect(people.map(({ id, playhead, clips }) => [id, playhead, clips])).toEqual([
    [3, null, []],
    [4, null, ['a']],
  ]);
  expect(people[0]?.name).toBe('Guest 13');
  expect(people[1]?.name).toHaveLength(40);
  for (const { colour } of people) expect(colour).toMatch(/^#[0-9a-f]{6}$/);
});
