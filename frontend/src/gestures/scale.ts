/** Pixels of the timeline and ticks: the one place where the two meet. */
import { frameToTicks, type Rate, secondsToTicks, type Ticks, ticks, ticksToSeconds } from '../time/time';

/** Pixels per second of timeline. */
export type Zoom = number;

export const MIN_ZOOM: Zoom = 0.05;
export const MAX_ZOOM: Zoom = 1200;

export const clampZoom = (zoom: Zoom): Zoom => Math.min(MAX_ZOOM, Math.max(MIN_ZOOM, zoom));

export const toPixels = (at: Ticks, zoom: Zoom): number => ticksToSeconds(at) * zoom;

/** Time at a pixel; pixels left of the beginning give 0. */
export const toTicks = (pixels: number, zoom: Zoom): Ticks => secondsToTicks(Math.max(0, pixels) / zoom);

/** Signed difference in ticks for a signed difference in pixels. */
export const deltaTicks = (pixels: number, zoom: Zoom): Ticks =>
  pixels < 0 ? ticks(-secondsToTicks(-pixels / zoom)) : secondsToTicks(pixels / zoom);

/** Scroll position after a zoom that keeps the time under the pointer where it is; `pointer` is from the lane's left. */
export function zoomAround(scroll: number, pointer: number, from: Zoom, to: Zoom): number {
  return Math.max(0, ((scroll + pointer) / from) * to - pointer);
}

/** Zoom at which `end` fills `width` pixels, with a little room after it. */
export function zoomToFit(end: Ticks, width: number): Zoom {
  const seconds = ticksToSeconds(end);
  return seconds > 0 ? clampZoom((Math.max(1, width) * 0.96) / seconds) : 50;
}

const SECONDS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 18000, 36000];
const FRAMES = [1, 2, 5, 10];

/**
 * Frames between two labels of the ruler: the shortest of the usual distances that leaves each label `room` pixels. Seconds
 * are those of the timecode, which counts 30 frames to one at 29.97 frames a second: labels end in :00.
 */
export function rulerStep(zoom: Zoom, rate: Rate, room = 96): number {
  const second = Math.max(1, Math.round(rate[0] / rate[1]));
  const steps = [...FRAMES.filter((frames) => frames < second), ...SECONDS.map((seconds) => seconds * second)];
  return steps.find((step) => toPixels(frameToTicks(step, rate), zoom) >= room) ?? (steps[steps.length - 1] as number);
}
