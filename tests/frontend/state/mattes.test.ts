import { expect, test, vi } from 'vitest';

vi.mock('../../../frontend/src/engine/engine', () => ({ createEngine: () => ({}) })); // needs a real page
const { withoutStale } = await import('../../../frontend/src/state/mattes');

test('a correction clears what the machine made before it, in its range alone', () => {
  const states = Uint8Array.from([2, 2, 2, 1, 0]);
  const revisions = Uint32Array.from([1, 1, 2, 1, 0]);
  const cleared = withoutStale(states, revisions, { invalidations: [{ revision: 2, start: 1, end: 4 }] });
  expect([...cleared]).toEqual([2, 0, 2, 0, 0]);
});

test('a frame that the prompt itself redrew stays, since it was made at the new revision', () => {
  const cleared = withoutStale(Uint8Array.from([3, 3]), Uint32Array.from([4, 5]), {
    invalidations: [{ revision: 5, start: 0, end: 1 }],
  });
  expect([...cleared]).toEqual([0, 3]);
});
