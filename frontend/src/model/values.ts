/** Values of the document: whatever is missing or of a wrong type gets its default. Nothing here throws. */
import { type Ticks, ticks } from '../time/time';
import type { Range } from './range';

export type Plain = Record<string, unknown>;

export const MAX_SAFE = Number.MAX_SAFE_INTEGER;

export const isPlain = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const text = (value: unknown, otherwise = ''): string => (typeof value === 'string' ? value : otherwise);
export const flag = (value: unknown): boolean => value === true;
export const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
export const number = (value: unknown, otherwise: number, low = -1e9, high = 1e9): number =>
  isNumber(value) ? Math.min(high, Math.max(low, value)) : otherwise;
export const whole = (value: unknown, otherwise: number, low: number, high: number): number =>
  Number.isSafeInteger(value) && (value as number) >= low && (value as number) <= high ? (value as number) : otherwise;
export const time = (value: unknown, otherwise = 0): Ticks =>
  ticks(Number.isSafeInteger(value) ? (value as number) : otherwise);
/** Whole ticks, fractions cut off; null for what is no time at all. */
export const readTicks = (value: unknown): number | null =>
  isNumber(value) && Math.abs(value) <= MAX_SAFE ? Math.floor(value) : null;
export const colour = (value: unknown, otherwise: string): string =>
  typeof value === 'string' && /^#[0-9a-fA-F]{6}$/.test(value) ? value : otherwise;

export const ranged = (ranges: Record<string, Range>, row: Plain): Record<string, number> =>
  Object.fromEntries(
    Object.entries(ranges).map(([name, { otherwise, low, high }]) => [name, number(row[name], otherwise, low, high)]),
  );
