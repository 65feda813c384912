/** Which clips are worth drawing: those in the window, so that ten thousand cost no more than a screenful. */
import { toPixels, type Zoom } from '../../gestures/scale';
import { clipEnd } from '../../model/queries';
import type { Clip } from '../../model/types';
import { type Row, type Shape, useTimelineView } from './view';

/** Clips by track, each in order of start, and by id. */
export interface Lanes {
  of: ReadonlyMap<string, readonly Clip[]>;
  byId: ReadonlyMap<string, Clip>;
}

export function lanesOf(clips: readonly Clip[]): Lanes {
  const of = new Map<string, Clip[]>();
  for (const clip of clips) {
    const lane = of.get(clip.track);
    if (lane) lane.push(clip);
    else of.set(clip.track, [clip]);
  }
  return { of, byId: new Map(clips.map((clip) => [clip.id, clip])) };
}

export interface Extent {
  zoom: Zoom;
  /** pixels of the timeline */
  from: number;
  to: number;
}

const FINEST = 3;

/**
 * Clips of `rows` from pixel `from` to `to`, and those that are held where their shape is in the window. Where clips are
 * finer than 3 pixels one stands for its neighbours, so that a film seen whole does not draw ten thousand.
 */
export function shownClips(
  { of, byId }: Lanes,
  rows: readonly Row[],
  { zoom, from, to }: Extent,
  held: Readonly<Record<string, Shape>>,
): Clip[] {
  const tracks = new Set(rows.map((row) => row.track.id));
  const shown: Clip[] = [];
  for (const track of tracks) {
    const lane = of.get(track) ?? [];
    let covered = -1;
    for (let index = firstAfter(lane, zoom, from); index < lane.length; index++) {
      const clip = lane[index] as Clip;
      const left = toPixels(clip.start, zoom);
      if (left >= to) break;
      const right = toPixels(clipEnd(clip), zoom);
      if (clip.id in held || (right - left < FINEST && right < covered + FINEST)) continue;
      covered = right;
      shown.push(clip);
    }
  }
  for (const [id, shape] of Object.entries(held)) {
    const clip = byId.get(id);
    const left = toPixels(shape.start, zoom);
    if (clip && tracks.has(shape.track) && left < to && left + toPixels(shape.length, zoom) > from) shown.push(clip);
  }
  return shown;
}

/** Index of the first clip that ends after a pixel. */
function firstAfter(lane: readonly Clip[], zoom: Zoom, pixel: number): number {
  let low = 0;
  let high = lane.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (toPixels(clipEnd(lane[middle] as Clip), zoom) <= pixel) low = middle + 1;
    else high = middle;
  }
  return low;
}

const STEP = 400;
const below = (pixels: number): number => Math.max(0, Math.floor(pixels / STEP) * STEP - STEP);
const above = (pixels: number): number => Math.ceil(pixels / STEP) * STEP + STEP;

/** The pixels worth drawing, in steps so that a scroll redraws now and then and not at each pixel. */
export function useWindow(): Extent {
  const zoom = useTimelineView((view) => view.zoom);
  const from = useTimelineView((view) => below(view.left));
  const to = useTimelineView((view) => above(view.left + view.width));
  return { zoom, from, to };
}

/** Rows that reach into the window, and one more on either side. */
export function useShownRows(rows: readonly Row[]): readonly Row[] {
  const first = useTimelineView(({ top }) => rows.findIndex((row) => row.top + row.height > top));
  const past = useTimelineView(({ top, height }) => rows.filter((row) => row.top < top + height).length);
  return rows.slice(Math.max(0, first - 1), past + 1);
}
