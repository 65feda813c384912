import { expect, test, vi } from 'vitest';
import { ApiError } from '../../../frontend/src/net/api';
import { isPassing, persistently, sleep, wakeAll } from '../../../frontend/src/net/persist';

test.each([
  [new ApiError(0, ''), true],
  [new ApiError(503, ''), true],
  [new ApiError(429, ''), true],
  [new ApiError(404, ''), false],
  [new ApiError(403, ''), false],
  [new TypeError('a mistake of ours'), false],
])('%s may pass by itself: %s', (error, passing) => expect(isPassing(error)).toBe(passing));

test('work is done when the outage is over, and what is no outage is thrown at once', async () => {
  const errors = [new ApiError(0, 'away'), new ApiError(503, 'starting')];
  const wait = async () => undefined;
  const work = async () => {
    const error = errors.shift();
    if (error) throw error;
    return 'done';
  };
  expect(await persistently(work, { wait })).toBe('done');
  errors.push(new ApiError(404, 'gone'));
  await expect(persistently(work, { wait })).rejects.toThrow('gone');
});

test('who waits is woken when the network is back, and by an abort', async () => {
  vi.useFakeTimers();
  let awake = 0;
  const abort = new AbortController();
  for (const signal of [undefined, abort.signal]) void sleep(60_000, signal).then(() => awake++);
  abort.abort();
  await vi.advanceTimersByTimeAsync(1);
  expect(awake).toBe(1);
  wakeAll();
  await vi.advanceTimersByTimeAsync(1);
  expect(awake).toBe(2);
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});
