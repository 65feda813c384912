/** Frame rates that have a name, and the sense made of those that have none. */
import { languageOf } from '../words/words';
import type { Rate } from './time';

export const STANDARD_RATES: readonly [number, number][] = [
  [24000, 1001],
  [24, 1],
  [25, 1],
  [30000, 1001],
  [30, 1],
  [48, 1],
  [50, 1],
  [60000, 1001],
  [60, 1],
];

/** How far two rates are apart: 0 for the same, 0.01 for about a hundredth. */
const apart = (a: number, b: number): number => Math.abs(Math.log(a / b));

const nearest = (framesPerSecond: number): [number, number] =>
  STANDARD_RATES.reduce((best, rate) =>
    apart(rate[0] / rate[1], framesPerSecond) < apart(best[0] / best[1], framesPerSecond) ? rate : best,
  );

/** Nearest standard rate within half a percent, else the figure in thousandths. */
export function nameRate(framesPerSecond: number): [number, number] {
  const rate = nearest(framesPerSecond);
  if (apart(rate[0] / rate[1], framesPerSecond) < 0.005) return rate;
  return [Math.max(1, Math.round(framesPerSecond * 1000)), 1000];
}

/** The standard rate to edit footage at: phones and screens record at 29.83, slow-motion cameras at 240. */
export function editRate([num, den]: Rate): [number, number] {
  let framesPerSecond = num / den;
  while (framesPerSecond > 61) framesPerSecond /= 2;
  while (framesPerSecond < 23) framesPerSecond *= 2;
  return nearest(framesPerSecond);
}

/** '29.97 fps', with a comma where the language writes one. */
export const formatRate = ([num, den]: Rate): string =>
  `${new Intl.NumberFormat(languageOf(), { maximumFractionDigits: 3, useGrouping: false }).format(num / den)} fps`;
