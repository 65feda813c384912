import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ExportJob } from '../../../frontend/src/net/wire';
import { type JobView, mergeExport, secondsLeft, useJobs } from '../../../frontend/src/state/jobs';

beforeEach(() => void vi.useFakeTimers({ now: 1_000_000 }));
afterEach(() => {
  vi.useRealTimers();
  useJobs.setState({ exports: [] });
});

const hear = (progress: number, state = 'running') =>
  mergeExport({ id: 'e', created_at: '', state, progress } as ExportJob);
const left = () => secondsLeft(useJobs.getState().exports[0] as JobView, Date.now());

test('how long an export takes is told by its drawing, not by its wait for masks', () => {
  hear(0, 'queued');
  hear(0.01);
  vi.advanceTimersByTime(60_000);
  hear(0.05);
  expect(left()).toBeNull();
  vi.advanceTimersByTime(10_000);
  hear(0.15);
  expect(left()).toBeCloseTo(85);
  vi.advanceTimersByTime(40_000);
  hear(0.55);
  expect(left()).toBeCloseTo(45);
});

test('a page that comes to an export half way tells its pace from there', () => {
  hear(0.5);
  vi.advanceTimersByTime(10_000);
  hear(0.6);
  expect(left()).toBeCloseTo(40);
});
