import { expect, test } from 'vitest';
import { Pinch } from '@/gestures/pinch';
import { MAX_ZOOM } from '@/gestures/scale';

const timeUnder = (place: number, { zoom, left }: { zoom: number; left: number }) => (left + place) / zoom;

test('fingers that draw apart zoom in around their middle, also when that moves', () => {
  const pinch = new Pinch(50, 300, 100, 200);
  for (const [a, b] of [
    [50, 250],
    [120, 180],
    [10, 310],
  ] as const) {
    const shown = pinch.move(a, b);
    expect(shown.zoom).toBeCloseTo((50 * (b - a)) / 100, 9);
    expect(timeUnder((a + b) / 2, shown)).toBeCloseTo(timeUnder(150, { zoom: 50, left: 300 }), 9);
  }
});

test('fingers that keep their distance scroll', () => {
  expect(new Pinch(50, 300, 100, 200).move(60, 160)).toEqual({ zoom: 50, left: 340 });
});

test('nothing lies left of the beginning, and the zoom has its ends', () => {
  expect(new Pinch(50, 0, 100, 200).move(200, 260).left).toBe(0);
  expect(new Pinch(MAX_ZOOM, 0, 100, 200).move(0, 400).zoom).toBe(MAX_ZOOM);
  expect(new Pinch(50, 0, 100, 100).move(100, 101).zoom).toBe(50);
});
