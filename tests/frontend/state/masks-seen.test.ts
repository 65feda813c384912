import { expect, test } from 'vitest';
import { MasksSeen } from '../../../frontend/src/state/masks-seen';

const TWENTIETH = 50; // milliseconds between two looks

test('time played is counted with and without a mask, and each gap once', () => {
  const seen = new MasksSeen();
  const drawn = [true, true, false, false, true, false, true];
  for (const [n, hasMask] of drawn.entries()) seen.look(n * TWENTIETH, hasMask, 1);
  expect(seen.take()).toEqual({
    played_s: expect.closeTo(0.3),
    stalled_s: expect.closeTo(0.15),
    stalls: 2,
    lead_s: 1,
    first_masks_ms: [],
  });
  expect(seen.take()).toBeNull();
});

test('a pause, or a page that did not draw for long, is no time played', () => {
  const seen = new MasksSeen();
  seen.look(0, true, null);
  seen.look(TWENTIETH, true, null);
  seen.look(60_000, true, null);
  seen.rest();
  seen.look(60_400, true, null);
  expect(seen.take()?.played_s).toBeCloseTo(0.05);
});

test('the least lead is told, and none where masks reach the end', () => {
  const seen = new MasksSeen();
  for (const [n, lead] of [2, 0.5, null, 3].entries()) seen.look(n * TWENTIETH, true, lead);
  expect(seen.take()?.lead_s).toBe(0.5);
  seen.look(0, true, null);
  seen.look(TWENTIETH, true, null);
  expect(seen.take()?.lead_s).toBeNull();
});

test('a first mask is the clicked frame at a newer revision', () => {
  const seen = new MasksSeen();
  seen.clicked(1000, 7, 3);
  seen.drawn(1050, 7, 3, 3);
  expect(seen.waits(1050)).toBe(true);
  seen.drawn(1130, 7, 3, 4);
  expect(seen.waits(1130)).toBe(false);
  expect(seen.take()?.first_masks_ms).toEqual([130]);
});

test('whoever goes on to another frame, or waits for a minute, is no measure of the first mask', () => {
  const seen = new MasksSeen();
  seen.clicked(0, 7, 3);
  seen.drawn(40, 8, 2, 4);
  seen.drawn(80, 7, 3, 4);
  seen.clicked(100, 7, 4);
  expect(seen.waits(61_000)).toBe(false);
  seen.drawn(61_000, 7, 3, 5);
  expect(seen.take()).toBeNull();
});
