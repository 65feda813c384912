import { describe, expect, test } from 'vitest';
import { OUTLINE_RATE, type Outline, widen } from '@/engine/outline';
import { PIECE_S, pieceName } from '@/state/outlines';
import { outlineBetween, peakBetween } from '@/ui/timeline/loudness';

const silence = (): Outline => {
  const count = PIECE_S * OUTLINE_RATE;
  return { low: new Int8Array(count), high: new Int8Array(count) };
};

describe('what waveforms are drawn from', () => {
  test('seen from afar, the loudest peak of a pixel; seen closely, a line from peak to peak', () => {
    const peaks = [0, 255, 0, 51];
    expect(peakBetween(peaks, 100, 0, 0.04)).toEqual([-1, 1]);
    expect(peakBetween(peaks, 100, 0.02, 0.04)).toEqual([-0.2, 0.2]);
    const rising = [0.006, 0.009, 0.012].map((at) => peakBetween(peaks, 100, at, at + 0.001)[1]);
    expect(rising[0]).toBeGreaterThan(0);
    expect(rising).toEqual([...rising].sort((a, b) => a - b));
  });

  test('the sound itself goes below and above as its samples do, on both channels', () => {
    const outline = silence();
    widen(outline, Float32Array.of(0.5, -0.25, 0), 0, 1);
    widen(outline, Float32Array.of(-1, 2, 0), 0, 1);
    const known = new Map([[pieceName('a', 0), outline]]);
    const one = 1 / OUTLINE_RATE;
    const [low, high] = outlineBetween(known, 'a', 0, one) ?? [];
    expect(low).toBe(-1);
    expect(high).toBeCloseTo(0.5, 1);
    expect(outlineBetween(known, 'a', 0, 2 * one)?.[1]).toBe(1);
  });

  test('samples before and after a piece are left out; pixels over the border of two look at both', () => {
    const [first, second] = [silence(), silence()];
    const count = first.high.length;
    widen(first, Float32Array.of(1, 0, 0, 1), -1, (count + 1) / 3);
    expect(Math.max(...first.high)).toBe(0);
    widen(second, Float32Array.of(1), 0, 1);
    const border = PIECE_S - 0.5 / OUTLINE_RATE;
    const both = new Map([
      [pieceName('a', 0), first],
      [pieceName('a', 1), second],
    ]);
    expect(outlineBetween(both, 'a', border - 0.001, border + 0.001)?.[1]).toBe(1);
    expect(outlineBetween(new Map([[pieceName('a', 0), first]]), 'a', border - 0.001, border + 0.001)).toBeNull();
  });
});
