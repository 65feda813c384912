import { frameToTicks, type Rate, type Ticks, ticksToFrame, ticksToSeconds } from './time';

const two = (n: number): string => String(n).padStart(2, '0');

/** HH:MM:SS:FF, non-drop, frames counted at the rounded rate. */
export function formatTimecode(t: Ticks, rate: Rate): string {
  const base = Math.max(1, Math.round(rate[0] / rate[1]));
  const frame = Math.max(0, ticksToFrame(t, rate));
  const seconds = Math.floor(frame / base);
  return [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60, frame % base].map(two).join(':');
}

/** M:SS, or H:MM:SS from an hour on. */
export function formatDuration(t: Ticks): string {
  const seconds = Math.round(ticksToSeconds(t));
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/**
 * The time that somebody means who types on a timecode: `1:00:00` or `10000` for a minute (what is
 * left out on the left is 0), `+12` or `-1:00` from `now` on. Never before 0; null for what is no time.
 */
export function parseTimecode(typed: string, now: Ticks, rate: Rate): Ticks | null {
  const [, sign, said] = /^\s*([+-]?)\s*([\d:;.,\s]+)$/.exec(typed) ?? [];
  if (!said) return null;
  const parts = said.trim().split(/[:;.,\s]+/);
  const [only = ''] = parts;
  // digits alone are read in pairs; a step of some frames is just that
  const pairs = parts.length > 1 || sign ? parts : (only.padStart(8, '0').match(/^\d+(?=\d{6}$)|\d{2}/g) ?? []);
  if (pairs.length > 4 || pairs.some((pair) => !/^\d+$/.test(pair))) return null;
  const [frames = 0, seconds = 0, minutes = 0, hours = 0] = pairs.map(Number).reverse();
  const base = Math.max(1, Math.round(rate[0] / rate[1]));
  const count = ((hours * 60 + minutes) * 60 + seconds) * base + frames;
  const from = sign ? ticksToFrame(now, rate) : 0;
  const frame = Math.max(0, sign === '-' ? from - count : from + count);
  return Number.isSafeInteger(frame) && frame < LAST_FRAME ? frameToTicks(frame, rate) : null;
}

/** Far past any film, and far from where numbers lose ticks. */
const LAST_FRAME = 1e7;
