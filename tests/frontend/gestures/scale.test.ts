import { describe, expect, test } from 'vitest';
import { deltaTicks, rulerStep, toPixels, toTicks, zoomAround, zoomToFit } from '@/gestures/scale';
import { Scrub } from '@/gestures/scrub';
import { frameToTicks, secondsToTicks } from '@/time/time';
import { formatTimecode } from '@/time/timecode';
import { frames, RATE } from './reading';

describe('pixels and ticks', () => {
  test('are each other’s inverse', () => {
    expect(toPixels(toTicks(123, 60), 60)).toBeCloseTo(123, 6);
    expect(deltaTicks(-30, 60)).toBe(-secondsToTicks(0.5));
    expect(toTicks(-5, 60)).toBe(0);
  });

  test('a zoom keeps the time under the pointer', () => {
    const scroll = zoomAround(300, 200, 50, 100);
    expect((scroll + 200) / 100).toBeCloseTo((300 + 200) / 50, 9);
    expect(zoomAround(0, 10, 100, 50)).toBe(0);
  });

  test('fit shows all of it, and an empty timeline has a zoom too', () => {
    expect(toPixels(secondsToTicks(3600), zoomToFit(secondsToTicks(3600), 1000))).toBeLessThan(1000);
    expect(zoomToFit(secondsToTicks(0), 1000)).toBeGreaterThan(0);
  });

  test('labels of the ruler are never closer than asked', () => {
    for (const zoom of [0.05, 0.4, 3, 20, 60, 300, 1200]) {
      expect(toPixels(frames(rulerStep(zoom, RATE)), zoom)).toBeGreaterThanOrEqual(96);
    }
  });

  test('at the closest zoom the ruler counts single frames', () => {
    expect(rulerStep(6000, RATE)).toBe(1);
  });

  test('labels are whole seconds of the timecode at rates that are none themselves', () => {
    for (const rate of [
      [24000, 1001],
      [30000, 1001],
      [60000, 1001],
    ] as const) {
      const labels = [0, 1, 60, 3600].map((n) => formatTimecode(frameToTicks(n * rulerStep(100, rate), rate), rate));
      expect(labels.map((label) => label.slice(-2))).toEqual(['00', '00', '00', '00']);
    }
  });
});

describe('scrubbing', () => {
  test('lands on frames, and cancelling gives back the time it began at', () => {
    const scrub = new Scrub(frames(7), 60, RATE);
    expect(scrub.move(61)).toBe(frames(31));
    expect(scrub.move(-40)).toBe(0);
    expect(scrub.cancel()).toBe(frames(7));
  });
});
