/**
 * All conversion between ticks, seconds and frames. Twin of editor/lib/timebase.py, on tests/vectors/time.json.
 * A tick is 1/705 600 000 s: every common frame rate and audio rate is a whole number of ticks.
 */
declare const tickBrand: unique symbol;
/** Integer ticks. Mixing with plain numbers needs `ticks()`. */
export type Ticks = number & { readonly [tickBrand]: true };
/** Frames per second as a fraction, e.g. [30000, 1001]. */
export type Rate = readonly [number, number];

export const TICKS_PER_SECOND = 705_600_000;

/** A whole number of ticks; fractions are rounded to the nearest. */
export const ticks = (n: number): Ticks => Math.round(n) as Ticks;
export const secondsToTicks = (seconds: number): Ticks =>
  (Math.sign(seconds) * Math.floor(Math.abs(seconds) * TICKS_PER_SECOND + 0.5)) as Ticks;
export const ticksToSeconds = (t: Ticks): number => t / TICKS_PER_SECOND;
export const addTicks = (a: Ticks, b: Ticks): Ticks => (a + b) as Ticks;
export const subTicks = (a: Ticks, b: Ticks): Ticks => (a - b) as Ticks;

/** First tick of frame `frame`, half up. Every standard rate has whole ticks in a frame; others take exact arithmetic. */
export function frameToTicks(frame: number, [num, den]: Rate): Ticks {
  const perFrame = (TICKS_PER_SECOND * den) / num;
  if (Number.isInteger(perFrame)) return (frame * perFrame) as Ticks;
  const divisor = 2n * BigInt(num);
  const dividend = 2n * BigInt(frame) * BigInt(den) * BigInt(TICKS_PER_SECOND) + BigInt(num);
  const below = dividend < 0n && dividend % divisor !== 0n ? 1n : 0n;
  return Number(dividend / divisor - below) as Ticks;
}

/** The frame shown at `t`: the last that begins at or before it. */
export function ticksToFrame(t: Ticks, rate: Rate): number {
  const [num, den] = rate;
  let frame = Math.floor((t / TICKS_PER_SECOND / den) * num);
  while (frameToTicks(frame + 1, rate) <= t) frame++;
  while (frame > 0 && frameToTicks(frame, rate) > t) frame--;
  return frame;
}

/** Start of the frame whose start is nearest to `t`. */
export function snapToFrame(t: Ticks, rate: Rate): Ticks {
  const frame = ticksToFrame(t, rate);
  const before = frameToTicks(frame, rate);
  const after = frameToTicks(frame + 1, rate);
  return after - t <= t - before ? after : before;
}
