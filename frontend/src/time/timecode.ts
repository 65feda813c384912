import { type Rate, type Ticks, ticksToFrame, ticksToSeconds } from './time';

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
