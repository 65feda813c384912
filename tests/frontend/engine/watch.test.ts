import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Compositor } from '../../../frontend/src/engine/compositor';
import type { Sample } from '../../../frontend/src/engine/scopes';
import { Watch } from '../../../frontend/src/engine/watch';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A screen with one picture that stands: it is drawn when it changes, or when a copy of it is due. */
function setUp(copying = 10) {
  const copy = () => new Promise<Sample>((done) => setTimeout(() => done({} as Sample), copying));
  const compositor = { copy } as unknown as Compositor;
  let copies = 0;
  const draw = (changed: boolean) => {
    if (changed || watch.wants) watch.drew(compositor, false);
  };
  const watch = new Watch(() => draw(false));
  const look = () => watch.set(() => copies++);
  return { watch, look, change: () => draw(true), copies: () => copies };
}

test('who looks again soon after is told of a picture that stands', async () => {
  const { watch, look, copies } = setUp();
  look();
  await vi.advanceTimersByTimeAsync(20);
  expect(copies()).toBe(1);
  watch.set(null);
  look();
  await vi.advanceTimersByTimeAsync(1000);
  expect(copies()).toBe(2);
});

test('who looks again while a copy is taken is told too', async () => {
  const { watch, look, copies } = setUp(300);
  look();
  await vi.advanceTimersByTimeAsync(20);
  watch.set(null);
  look();
  await vi.advanceTimersByTimeAsync(2000);
  expect(copies()).toBe(2);
});

test('of pictures that change without end some are told a second, and the last one', async () => {
  const { look, change, copies } = setUp();
  look();
  for (let n = 0; n < 60; n++) {
    change();
    await vi.advanceTimersByTimeAsync(1000 / 60);
  }
  expect(copies()).toBeGreaterThan(5);
  expect(copies()).toBeLessThan(10);
  const before = copies();
  change();
  await vi.advanceTimersByTimeAsync(1000);
  expect(copies()).toBeGreaterThan(before);
});
