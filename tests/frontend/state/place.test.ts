import { expect, test, vi } from 'vitest';
import { frameToTicks, secondsToTicks, ticks } from '../../../frontend/src/time/time';

vi.mock('../../../frontend/src/engine/engine', () => ({ createEngine: () => ({}) })); // needs a real page
const { lengthOnTimeline } = await import('../../../frontend/src/state/place');

test('footage lasts whole frames of the project, at least one', () => {
  expect(lengthOnTimeline({ kind: 'video', duration: secondsToTicks(1.0001) }, [30, 1])).toBe(
    frameToTicks(30, [30, 1]),
  );
  expect(lengthOnTimeline({ kind: 'video', duration: ticks(5) }, [30, 1])).toBe(frameToTicks(1, [30, 1]));
});

test('a still lasts five seconds', () => {
  expect(lengthOnTimeline({ kind: 'image', duration: ticks(0) }, [30, 1])).toBe(secondsToTicks(5));
});
